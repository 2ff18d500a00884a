package dev.echobus.cluster.port;

import com.hazelcast.config.Config;
import com.hazelcast.config.SocketInterceptorConfig;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.instance.impl.DefaultNodeContext;
import com.hazelcast.instance.impl.HazelcastInstanceFactory;
import com.hazelcast.instance.impl.Node;
import com.hazelcast.instance.impl.NodeExtension;
import com.hazelcast.internal.cluster.Joiner;
import java.util.logging.Level;
import org.jspecify.annotations.Nullable;

/** Starts Hazelcast with a member port that is ours to keep. */
public final class MemberPort {

    private MemberPort() {}

    /**
     * Opens the port and joins, or founds, the cluster. Blocks until that is done, for minutes when a member answers and
     * does not let this one in.
     *
     * @param proof how members prove the secret to each other; null where none is set
     * @throws RuntimeException when Hazelcast does not start, with the reason where members refused this one
     */
    public static HazelcastInstance open(Config config, @Nullable SecretProof proof) {
        // Hazelcast asks its extension for the interceptor only when there seems to be one.
        config.getNetworkConfig().setSocketInterceptorConfig(new SocketInterceptorConfig().setEnabled(proof != null));
        var refusal = new JoinRefusal();
        try {
            return HazelcastInstanceFactory.newHazelcastInstance(
                    config, config.getInstanceName(), new Context(proof, refusal));
        } catch (RuntimeException failure) {
            throw refusal.explain(failure);
        }
    }

    /** What Hazelcast makes its parts by. */
    private static final class Context extends DefaultNodeContext {

        private final @Nullable SecretProof proof;
        private final JoinRefusal refusal;

        Context(@Nullable SecretProof proof, JoinRefusal refusal) {
            this.proof = proof;
            this.refusal = refusal;
        }

        @Override
        public NodeExtension createNodeExtension(Node node) {
            return new MemberPortExtension(node, proof);
        }

        @Override
        public Joiner createJoiner(Node node) {
            node.loggingService.addLogListener(Level.SEVERE, refusal);
            return new PatientJoiner(node);
        }
    }
}

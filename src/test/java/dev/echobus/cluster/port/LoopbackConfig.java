package dev.echobus.cluster.port;

import com.hazelcast.config.Config;
import java.util.List;

/** Settings of members on the loopback address that find each other by their ports. */
final class LoopbackConfig {

    private LoopbackConfig() {}

    /** A member that listens on the port and looks for members at the others. */
    static Config of(String cluster, int port, List<Integer> members) {
        var config = new Config()
                .setClusterName(cluster)
                .setInstanceName(cluster + "-" + port)
                .setProperty("hazelcast.logging.type", "slf4j")
                .setProperty("hazelcast.phone.home.enabled", "false")
                .setProperty("hazelcast.wait.seconds.before.join", "0")
                .setProperty("hazelcast.merge.first.run.delay.seconds", "300");
        var network = config.getNetworkConfig();
        network.setPort(port).setPortAutoIncrement(false);
        network.getInterfaces().setEnabled(true).addInterface("127.0.0.1");
        var join = network.getJoin();
        join.getAutoDetectionConfig().setEnabled(false);
        join.getMulticastConfig().setEnabled(false);
        join.getTcpIpConfig()
                .setEnabled(true)
                .setConnectionTimeoutSeconds(1)
                .setMembers(
                        members.stream().map(member -> "127.0.0.1:" + member).toList());
        return config;
    }
}

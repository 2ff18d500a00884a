package dev.echobus.runtime;

import dev.echobus.admin.NodeInfo;
import dev.echobus.admin.http.AdminNode;
import dev.echobus.cluster.ClusterMember;
import dev.echobus.cluster.mesh.Medium;
import dev.echobus.cluster.mesh.MeshNode;
import dev.echobus.cluster.mesh.MeshPlan;
import dev.echobus.cluster.mesh.MeshReport;
import dev.echobus.cluster.mesh.MeshSurvey;
import dev.echobus.config.EchobusConfig;
import dev.echobus.config.LiveConfig;
import dev.echobus.config.SettingChange;
import dev.echobus.config.SettingsModel;
import dev.echobus.config.loading.ConfigLoader;
import dev.echobus.config.loading.ConfigResult;
import dev.echobus.config.loading.LoadedConfig;
import dev.echobus.config.loading.Problem;
import dev.echobus.config.loading.RejectedConfig;
import dev.echobus.log.LogOutput;
import dev.echobus.metric.ConnectionSnapshot;
import dev.echobus.metric.LoopSnapshot;
import dev.echobus.metric.NodeSnapshot;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A node as its admin port sees and steers it. Any thread. */
final class NodeControl implements AdminNode {

    private static final Logger log = LoggerFactory.getLogger(NodeControl.class);

    /** Where a value came from that was changed at the admin port. */
    private static final String ADMIN = "admin";

    /** Few and short: whoever asks looks at a page meanwhile. */
    private static final int MESH_COUNT = 10;

    private static final int MESH_TIMEOUT_MS = 300;

    private final Map<String, String> sources;

    /** What the last reload found and did not apply: the values after a restart, by their settings. */
    private volatile Map<String, String> waiting = Map.of();

    private final LiveConfig live;
    private final Verticles verticles;
    private final Account of;

    /**
     * What its node tells.
     *
     * @param base what its verticles run on
     * @param isStarted whether all verticles have been started
     * @param drain begins to stop
     */
    record Account(
            Node base,
            Supplier<NodeInfo> info,
            Supplier<NodeSnapshot> numbers,
            Supplier<Boolean> isStarted,
            Runnable drain) {}

    NodeControl(StartLine startLine, LiveConfig live, Verticles verticles, Account node) {
        sources = new ConcurrentHashMap<>(startLine.bySetting());
        this.live = live;
        this.verticles = verticles;
        of = node;
    }

    @Override
    public String name() {
        return of.base().name();
    }

    @Override
    public JsonObject info() {
        return of.info().get().toJson();
    }

    @Override
    public NodeSnapshot numbers() {
        return of.numbers().get();
    }

    @Override
    public Map<String, String> readiness() {
        var checks = new LinkedHashMap<String, String>();
        ClusterMember member = of.base().member();
        boolean isDraining = of.info().get().state() == NodeInfo.State.DRAINING;
        checks.put("started", of.isStarted().get() ? "" : "not all verticles have been started");
        checks.put("accepting", isDraining ? "the node drains" : "");
        checks.put(
                "cluster",
                member == null || member.isReady() ? "" : "this node does not reach the others, or they not it");
        return checks;
    }

    @Override
    public JsonArray config() {
        var values = SettingsModel.ECHOBUS.values(live.snapshot());
        var rows = new JsonArray();
        SettingsModel.ECHOBUS.settingsWith(values.keySet()).forEach(setting -> {
            var row = new JsonObject()
                    .put("path", setting.path())
                    .put("value", setting.show(Objects.requireNonNull(values.get(setting.path()))))
                    .put("source", sources.getOrDefault(setting.path(), StartLine.BUILT_IN))
                    .put("reloadable", setting.facts().reloadable());
            String next = waiting.get(setting.path());
            rows.add(next == null ? row : row.put("afterRestart", next));
        });
        return rows;
    }

    /** What was read again is in force, as far as that needs no restart. */
    void reloaded(ConfigResult<EchobusConfig> read, List<SettingChange> changes) {
        if (read instanceof LoadedConfig<EchobusConfig> loaded) {
            loaded.table().stream()
                    .filter(setting -> isReloadable(setting.path()))
                    .forEach(setting -> sources.put(setting.path(), setting.source()));
        }
        waiting = changes.stream()
                .filter(change -> !change.isReloadable())
                .collect(Collectors.toUnmodifiableMap(SettingChange::path, SettingChange::newer));
    }

    @Override
    public Future<List<ConnectionSnapshot>> connections() {
        return verticles.connections();
    }

    @Override
    public Future<List<LoopSnapshot>> loops() {
        return verticles.loops();
    }

    @Override
    public boolean isClustered() {
        return of.base().member() != null;
    }

    @Override
    public Future<JsonObject> mesh(List<JsonObject> infos) {
        List<MeshNode> nodes =
                MeshNode.of(infos).stream().limit(MeshPlan.NODES_MAX).toList();
        var targets = nodes.stream().map(MeshNode::target).toList();
        var plan = new MeshPlan(MESH_COUNT, MESH_TIMEOUT_MS, EnumSet.allOf(Medium.class), targets);
        return new MeshSurvey(of.base().vertx(), nodes, plan).run().map(MeshReport::toJson);
    }

    @Override
    public Future<Boolean> close(String connection) {
        return verticles.endConnection(connection);
    }

    @Override
    public Change change(Map<String, String> settings) {
        var refused = settings.keySet().stream()
                .filter(path -> !isReloadable(path))
                .map(path -> path + ": expected a setting that needs no restart")
                .toList();
        if (!refused.isEmpty()) {
            return new Change(refused, Map.of());
        }
        // Of two changes at once, or a reload meanwhile, the later must not bring back what the earlier has changed.
        return live.exclusively(() -> changeReloadable(settings));
    }

    private Change changeReloadable(Map<String, String> settings) {
        var read = ConfigLoader.changed(live.snapshot(), settings);
        if (read instanceof RejectedConfig<EchobusConfig> rejected) {
            return new Change(
                    rejected.problems().stream().map(Problem::toString).toList(), Map.of());
        }
        var changed = new LinkedHashMap<String, String>();
        if (read instanceof LoadedConfig<EchobusConfig> loaded) {
            for (SettingChange change : live.reload(loaded.config())) {
                log.info("{} is now {}, it was {}", change.path(), change.newer(), change.older());
                changed.put(change.path(), change.newer());
                sources.put(change.path(), ADMIN);
            }
            LogOutput.apply(live.log());
        }
        return new Change(List.of(), changed);
    }

    private static boolean isReloadable(String path) {
        var setting = SettingsModel.ECHOBUS.setting(path);
        return setting != null && setting.facts().reloadable();
    }

    @Override
    public void drain() {
        of.drain().run();
    }
}

package dev.echobus.config.loading;

import dev.echobus.config.GatewayConfig;
import dev.echobus.config.Reading;
import dev.echobus.config.SettingDefinition;
import dev.echobus.config.SettingsModel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Lays the environment's {@code ECHOBUS_*} variables over a configuration. For each Service of a namespace Kubernetes
 * gives every pod variables that start with the Service's name; those of a Service named {@code echobus} are told
 * apart from settings here.
 */
final class EnvironmentVariables {

    /** Names configuration files, separated by colons; not a setting itself. */
    static final String FILES = "ECHOBUS_CONFIG";

    /** What begins like a setting's variable and is none. */
    private static final Set<String> NO_SETTINGS = Set.of(FILES, GatewayConfig.COMMANDS_VARIABLE);

    /** https://kubernetes.io/docs/concepts/services-networking/service/#environment-variables */
    private static final Pattern SERVICE_LINK = Pattern.compile(
            "ECHOBUS(_[A-Z0-9]+)*_(SERVICE_HOST|SERVICE_PORT(_.*)?|PORT_[0-9]+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)");

    /** One of them, which always holds an address; any other value is a setting's name mistyped. */
    private static final Pattern SERVICE_LINK_ADDRESS = Pattern.compile("ECHOBUS(_[A-Z0-9]+)*_PORT");

    private static final Pattern SERVICE_ADDRESS = Pattern.compile("(tcp|udp|sctp)://.*");

    private static final String SERVICE_LINK_HINT =
            ", as Kubernetes sets it for a Service of that name: put enableServiceLinks: false in the pod's spec";

    private EnvironmentVariables() {}

    /** The variables that are ours to look at, sorted, so that problems come in the same order each time. */
    static Map<String, Object> ours(Map<String, String> environment) {
        var ours = new TreeMap<String, Object>(environment);
        ours.keySet()
                .removeIf(name -> !name.startsWith(SettingDefinition.VARIABLE_PREFIX) || NO_SETTINGS.contains(name));
        return ours;
    }

    /** The files that {@code ECHOBUS_CONFIG} names. */
    static List<String> files(Map<String, String> environment) {
        return Arrays.stream(environment.getOrDefault(FILES, "").split(":"))
                .filter(file -> !file.isEmpty())
                .toList();
    }

    /** Lays one variable over what is there. */
    static <T extends Record> void apply(String name, String value, SettingsModel<T> model, Overlay<T> overlay) {
        var setting = model.settingOfVariable(name);
        if (setting != null) {
            accept(setting, value, overlay);
        } else if (!isServiceLink(name, value)) {
            overlay.report(unknown(name, model));
        }
    }

    private static <T extends Record> void accept(SettingDefinition setting, String value, Overlay<T> overlay) {
        var reading = setting.type().fromText(value);
        if (reading instanceof Reading.Refused refused
                && SERVICE_ADDRESS.matcher(value).matches()) {
            overlay.refuse(setting, refused, setting.variable(), SERVICE_LINK_HINT);
        } else {
            overlay.accept(setting, reading, setting.variable());
        }
    }

    private static boolean isServiceLink(String name, String value) {
        return SERVICE_LINK.matcher(name).matches()
                || (SERVICE_LINK_ADDRESS.matcher(name).matches()
                        && SERVICE_ADDRESS.matcher(value).matches());
    }

    private static Problem unknown(String name, SettingsModel<?> model) {
        var known = new ArrayList<>(model.variables());
        known.addAll(NO_SETTINGS);
        model.families()
                .forEach(family -> family.nameInVariable(name)
                        .ifPresent(section ->
                                family.settingsOf(section).forEach(setting -> known.add(setting.variable()))));
        var hint = NearestName.of(name, known).map(near -> ", did you mean " + near + "?");
        return new Problem(name, "unknown variable" + hint.orElse(""), "environment");
    }
}

package dev.echobus.cluster;

import com.hazelcast.config.TcpIpConfig;
import java.util.List;

/**
 * Whom Hazelcast looks for, at the start and when it looks for other parts of the cluster. It reads the list each time, and
 * the list may change meanwhile, so each one is whole. Any thread.
 */
final class MemberList extends TcpIpConfig {

    private volatile List<String> members = List.of();

    @Override
    public List<String> getMembers() {
        return members;
    }

    @Override
    public TcpIpConfig setMembers(List<String> others) {
        members = List.copyOf(others);
        return this;
    }
}

package dev.echobus.cluster;

import com.hazelcast.cluster.Address;
import com.hazelcast.cluster.InitialMembershipEvent;
import com.hazelcast.cluster.InitialMembershipListener;
import com.hazelcast.cluster.MembershipEvent;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.LifecycleEvent.LifecycleState;
import dev.echobus.cluster.Member.Kind;
import dev.echobus.cluster.Member.State;
import dev.echobus.common.Endpoint;
import dev.echobus.metric.ClusterSnapshot;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Who is in the cluster, and who was: logged, counted, and told to listeners. Changes come on Hazelcast's event thread,
 * reads on any. Bounded by the cluster's members and {@link #GONE_MAX} of those that are gone.
 */
public final class Membership implements InitialMembershipListener {

    /** Nodes that went are remembered, the latest of them, until they are back: an operator looks for them. */
    static final int GONE_MAX = 32;

    /** Where a member says, by its id, that it will leave: Hazelcast itself does not tell a leaver from a crash. */
    static final String LEAVING_TOPIC = "echobus.leaving";

    private static final Logger log = LoggerFactory.getLogger(Membership.class);

    /** Vert.x' attribute of a member: the id that its event bus is known by, which a merge of clusters does not change. */
    static final String NODE_ID_ATTRIBUTE = "__vertx.nodeId";

    private static final int NAME_LENGTH = 8;

    private final Supplier<Set<com.hazelcast.cluster.Member>> current;
    private final Map<String, Seen> members = new LinkedHashMap<>();
    private final Set<String> leaving = new HashSet<>();
    private final Deque<Member> gone = new ArrayDeque<>();
    private final List<Consumer<Member>> listeners = new CopyOnWriteArrayList<>();

    private long joined;
    private long left;
    private long lost;

    /** A member by its name, and the id that Hazelcast has for it: a merge gives it another, in any order of events. */
    private record Seen(UUID id, Member member) {}

    /** @param current who Hazelcast has in the cluster now */
    Membership(Supplier<Set<com.hazelcast.cluster.Member>> current) {
        this.current = current;
    }

    /** Begins to follow the cluster that this process has joined. Blocks until the members there are known. */
    static Membership follow(HazelcastInstance hazelcast) {
        var membership = new Membership(() -> hazelcast.getCluster().getMembers());
        hazelcast
                .<String>getTopic(LEAVING_TOPIC)
                .addMessageListener(message -> membership.announced(nameOf(message.getMessageObject())));
        hazelcast.getLifecycleService().addLifecycleListener(event -> membership.lifecycle(event.getState()));
        hazelcast.getCluster().addMembershipListener(membership);
        return membership;
    }

    /** The name of the member with this id of its event bus. */
    static String nameOf(String nodeId) {
        return nodeId.substring(0, Math.min(NAME_LENGTH, nodeId.length()));
    }

    /** Members that are there, this one among them, then nodes that went, the latest last. */
    public synchronized List<Member> members() {
        var all = new ArrayList<Member>();
        members.values().forEach(seen -> all.add(seen.member()));
        all.addAll(gone);
        return all;
    }

    /** Those of these addresses, {@code host:port}, where no member is. */
    synchronized List<Absence> absent(List<String> addresses) {
        var present =
                members.values().stream().map(seen -> seen.member().address()).toList();
        var lastAt = new HashMap<String, Member>();
        gone.forEach(member -> lastAt.put(member.address(), member));
        return addresses.stream()
                .filter(address -> !present.contains(address))
                .map(address -> new Absence(address, lastAt.get(address)))
                .toList();
    }

    /** What happened until now. */
    public synchronized ClusterSnapshot snapshot() {
        return new ClusterSnapshot(nodes(), joined, left, lost);
    }

    /** Adds a listener for every later change: a member that joined is {@link State#UP}. It must not block. */
    public void onChange(Consumer<Member> listener) {
        listeners.add(listener);
    }

    @Override
    public synchronized void init(InitialMembershipEvent event) {
        event.getMembers().forEach(this::put);
    }

    @Override
    public void memberAdded(MembershipEvent event) {
        added(event.getMember());
    }

    @Override
    public void memberRemoved(MembershipEvent event) {
        removed(memberOf(event.getMember()).name(), event.getMember().getUuid());
    }

    void added(com.hazelcast.cluster.Member peer) {
        Member member = memberOf(peer);
        synchronized (this) {
            if (put(peer)) {
                return;
            }
            joined += member.kind() == Kind.NODE ? 1 : 0;
            gone.removeIf(other -> other.address().equals(member.address()));
        }
        log.atLevel(member.kind() == Kind.NODE ? Level.INFO : Level.DEBUG).log("{} joined {}", word(member), member);
        listeners.forEach(listener -> listener.accept(member));
    }

    void removed(String name, UUID id) {
        Member member;
        boolean isAlone;
        synchronized (this) {
            Seen seen = members.get(name);
            if (seen == null || !seen.id().equals(id)) {
                return;
            }
            members.remove(name);
            boolean isLeaving = leaving.remove(name) || seen.member().kind() == Kind.GUEST;
            member = seen.member().in(isLeaving ? State.LEFT : State.LOST);
            remember(member);
            isAlone = nodes() == 1;
        }
        Level level = member.state() == State.LOST ? Level.WARN : Level.INFO;
        log.atLevel(member.kind() == Kind.NODE ? level : Level.DEBUG)
                .log("{} {} {}", word(member), member.state() == State.LOST ? "lost" : "left", member);
        if (isAlone && member.kind() == Kind.NODE) {
            log.warn("alone: no other member is left");
        }
        listeners.forEach(listener -> listener.accept(member));
    }

    /** Guests come and go as commands are run: nobody looks for one. */
    private void remember(Member member) {
        if (member.kind() == Kind.GUEST) {
            return;
        }
        left += member.state() == State.LEFT ? 1 : 0;
        lost += member.state() == State.LOST ? 1 : 0;
        gone.addLast(member);
        if (gone.size() > GONE_MAX) {
            gone.removeFirst();
        }
    }

    /** What is no member's name is not kept, so that this is bounded as the members are. */
    private synchronized void announced(String name) {
        if (members.containsKey(name)) {
            leaving.add(name);
        }
    }

    void lifecycle(LifecycleState state) {
        switch (state) {
            case MERGING -> log.warn("the cluster was split: joining the other part of it");
            case MERGED -> {
                log.info("the cluster is one again");
                followMerge();
            }
            case MERGE_FAILED -> log.error("the cluster was split, and joining the other part of it failed");
            default -> {}
        }
    }

    /** Not each change of a merge is an event: its own new id is not, nor who was lost in it. */
    private void followMerge() {
        var now = current.get();
        now.forEach(this::added);
        var ids = now.stream().map(com.hazelcast.cluster.Member::getUuid).toList();
        List<Seen> seen;
        synchronized (this) {
            seen = List.copyOf(members.values());
        }
        seen.stream()
                .filter(each -> !ids.contains(each.id()))
                .forEach(each -> removed(each.member().name(), each.id()));
    }

    /** True when a member of this name was there. */
    private synchronized boolean put(com.hazelcast.cluster.Member peer) {
        Member member = memberOf(peer);
        return members.put(member.name(), new Seen(peer.getUuid(), member)) != null;
    }

    /** How many nodes the cluster has, this one among them. Any thread. */
    synchronized int nodes() {
        return (int) members.values().stream()
                .filter(seen -> seen.member().kind() == Kind.NODE)
                .count();
    }

    private static Member memberOf(com.hazelcast.cluster.Member peer) {
        String nodeId = peer.getAttribute(NODE_ID_ATTRIBUTE);
        return new Member(
                nameOf(nodeId == null ? peer.getUuid().toString() : nodeId),
                text(peer.getAddress()),
                peer.isLiteMember() ? Kind.GUEST : Kind.NODE,
                State.UP);
    }

    static String text(Address address) {
        return Endpoint.tcp(address.getHost(), address.getPort()).authority();
    }

    private static String word(Member member) {
        return member.kind() == Kind.GUEST ? "guest" : "member";
    }
}

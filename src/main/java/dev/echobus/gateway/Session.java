package dev.echobus.gateway;

import dev.echobus.bus.Addresses;
import dev.echobus.bus.FailureCode;
import dev.echobus.bus.RetryingRequest.Failed;
import dev.echobus.bus.RetryingRequest.Outcome;
import dev.echobus.bus.RetryingRequest.Replied;
import dev.echobus.gateway.FrameReading.Origin;
import dev.echobus.gateway.FrameReading.Rejected;
import dev.echobus.gateway.Inbound.Auth;
import dev.echobus.gateway.Inbound.Content;
import dev.echobus.gateway.Inbound.Failure;
import dev.echobus.gateway.Inbound.Ping;
import dev.echobus.gateway.Inbound.Publish;
import dev.echobus.gateway.Inbound.Register;
import dev.echobus.gateway.Inbound.Send;
import dev.echobus.gateway.Inbound.Unregister;
import dev.echobus.gateway.Outbound.Ack;
import dev.echobus.gateway.Outbound.Err;
import dev.echobus.gateway.Outbound.RequestFailure;
import dev.echobus.gateway.Outbound.Undelivered;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import org.jspecify.annotations.Nullable;

/**
 * One client of the gateway, on whatever transport: does what its frames ask, as far as it may. Lives on one event loop;
 * everything that it holds is bounded by a setting of {@code gateway}. {@link SessionEnds} has its end.
 */
final class Session {

    private static final Outbound PONG = new Outbound.Pong();

    private static final String TOO_MANY =
            "too many requests of the session wait (gateway.pendingRepliesMax, gateway.pendingMaxBytes), or of all sessions"
                    + " (gateway.bufferMemoryMaxBytes)";

    private final GatewayLoop loop;
    private final SessionOutput output;
    private final SessionEnds ends;
    private final Registrations registrations;
    private final PendingReplies pending;
    private final Requests requests;
    private final Refusals refusals;

    private Access access;

    /** Of the frame that is being served. */
    private int frameBytes;

    /** @param onClosed runs once, last */
    Session(GatewayLoop loop, SessionTransport transport, Runnable onClosed) {
        this.loop = loop;
        access = loop.permissions().ofSubject(transport.subject());
        pending = new PendingReplies(loop.settings(), loop.stats());
        registrations = new Registrations(loop.bus(), loop.stats(), this::deliver);
        requests = new Requests(loop, transport.remote());
        var life = new SessionLife();
        output = new SessionOutput(loop, transport, pending, life);
        ends = new SessionEnds(
                loop, new SessionEnds.Parts(life, transport, output, registrations, pending, requests), onClosed);
        refusals = new Refusals(loop.settings().errorsPerSecondMax(), output, ends);
        output.onOverflow(() -> ends.end(GatewayError.SLOW_CONSUMER));
    }

    /** How it ends, and when. */
    SessionEnds ends() {
        return ends;
    }

    /**
     * A frame came: so many bytes from the start of the array, which is the transport's.
     *
     * @return what it takes of the session's turn, in frames that are served
     */
    int onFrame(byte[] bytes, int length) {
        long refusedBefore = refusals.all();
        serve(bytes, length);
        return refusals.all() == refusedBefore ? 1 : Refusals.FRAMES_EACH;
    }

    private void serve(byte[] bytes, int length) {
        loop.stats().frameIn();
        ends.frameCame();
        frameBytes = length;
        if (!ends.life().takesFrames()) {
            return;
        }
        FrameReading reading = loop.reader().read(bytes, length);
        if (reading instanceof Rejected rejected) {
            refusals.tell(new Err(rejected.error(), rejected.detail(), rejected.origin(), null));
        } else {
            take((Inbound) reading);
        }
        ends.settle();
    }

    /** The transport has room again. */
    void onWritable() {
        output.drain();
    }

    private void take(Inbound frame) {
        if (frame instanceof Send send) {
            send(send);
        } else if (frame instanceof Publish publish) {
            publish(publish);
        } else if (frame instanceof Register register) {
            register(register);
        } else if (frame instanceof Unregister unregister) {
            unregister(unregister);
        } else if (frame instanceof Auth auth) {
            authenticate(auth);
        } else if (frame instanceof Ping) {
            output.write(PONG);
        }
    }

    private void send(Send send) {
        String address = send.address();
        Message<Object> asker = pending.take(address);
        if (asker != null) {
            answer(asker, send);
            return;
        }
        RuleUse rule = access.toSend(address);
        if (rule == null) {
            refuse(GatewayError.ACCESS_DENIED, address, send.origin());
        } else if (!mayTakeAnswers(send.content())) {
            refuse(GatewayError.HEADER_DENIED, address, send.origin());
        } else if (!ends.life().isOpen()) {
            refuse(GatewayError.DRAINING, address, send.origin());
        } else if (send.origin().replyAddress() != null) {
            rule.messageIn();
            request(send, send.origin().replyAddress());
        } else {
            rule.messageIn();
            put(send.content(), new Requests.Destination(address, true), send.origin());
        }
    }

    private void publish(Publish publish) {
        String address = publish.address();
        RuleUse rule = access.toPublish(address);
        if (rule == null) {
            refuse(GatewayError.ACCESS_DENIED, address, publish.origin());
        } else if (!mayTakeAnswers(publish.content())) {
            refuse(GatewayError.HEADER_DENIED, address, publish.origin());
        } else if (!ends.life().isOpen()) {
            refuse(GatewayError.DRAINING, address, publish.origin());
        } else {
            rule.messageIn();
            put(publish.content(), new Requests.Destination(address, false), publish.origin());
        }
    }

    /** A message that is no request: who wants an ack of it learns whether anybody was there to take it. */
    private void put(Content content, Requests.Destination destination, Origin origin) {
        String ack = origin.ack();
        if (ack == null) {
            requests.put(content, destination);
        } else if (requests.isFull(frameBytes)) {
            output.write(new Undelivered(ack, destination.address(), FailureCode.OVERLOADED.with(TOO_MANY)));
        } else {
            requests.deliver(content, destination, frameBytes).onComplete(outcome -> {
                output.write(
                        outcome.succeeded()
                                ? new Ack(ack)
                                : new Undelivered(ack, destination.address(), Requests.failure(outcome.cause())));
                ends.settle();
            });
        }
    }

    /** Services send their answers where a header says: that must be the session itself. */
    private boolean mayTakeAnswers(Content content) {
        var headers = content.headers();
        String address = headers == null ? null : headers.get(Addresses.REPLY_ADDRESS_HEADER);
        return address == null || registrations.contains(address);
    }

    private void request(Send send, String replyAddress) {
        if (requests.isFull(frameBytes)) {
            failed(FailureCode.OVERLOADED.with(TOO_MANY), send);
            return;
        }
        requests.send(send, frameBytes)
                .onComplete(
                        outcome -> replied(outcome, send, replyAddress),
                        uncarried -> failed(FailureCode.INVALID_MESSAGE.with("the bus cannot carry it"), send));
    }

    private void replied(Outcome<Object> outcome, Send send, String replyAddress) {
        if (outcome instanceof Replied<Object> replied) {
            output.reply(replied.reply(), new SessionOutput.Asked(replyAddress, send.address()));
            ends.settle();
        } else if (outcome instanceof Failed<Object> failed) {
            failed(failed.failure(), send);
        }
    }

    private void failed(ReplyException cause, Send send) {
        String replyAddress = send.origin().replyAddress();
        if (replyAddress != null) {
            output.write(new RequestFailure(replyAddress, send.address(), cause));
        }
        ends.settle();
    }

    /** The reply to a request that the session was handed, or its failure; it may be a request in turn. */
    private void answer(Message<Object> asker, Send send) {
        Failure failure = send.failure();
        Content content = send.content();
        String replyAddress = send.origin().replyAddress();
        if (failure != null) {
            asker.fail(failure.code(), failure.message());
        } else if (replyAddress == null) {
            asker.reply(content.body(), Requests.options(content));
        } else if (requests.isFull(frameBytes)) {
            asker.fail(
                    FailureCode.OVERLOADED.number(),
                    FailureCode.OVERLOADED.with(TOO_MANY).getMessage());
            failed(FailureCode.OVERLOADED.with(TOO_MANY), send);
        } else {
            var options = Requests.options(content).setSendTimeout(requests.deadlineMs(content));
            requests.counted(asker.replyAndRequest(content.body(), options), frameBytes)
                    .onComplete(
                            reply -> replied(new Replied<>(reply, 1), send, replyAddress),
                            cause -> failed(
                                    cause instanceof ReplyException failed
                                            ? failed
                                            : FailureCode.INVALID_MESSAGE.with("the bus cannot carry it"),
                                    send));
        }
        done(send.origin());
    }

    private void register(Register register) {
        String address = register.address();
        Origin origin = register.origin();
        RuleUse rule = access.toRegister(address);
        if (rule == null) {
            refuse(GatewayError.ACCESS_DENIED, address, origin);
        } else if (!ends.life().isOpen()) {
            refuse(GatewayError.DRAINING, address, origin);
        } else if (registrations.contains(address)) {
            refuse(GatewayError.DUPLICATE_REGISTRATION, address, origin);
        } else if (registrations.size() >= loop.settings().registrationsMax()
                || !loop.stats().hasRoomForRegistration()) {
            refuse(GatewayError.TOO_MANY_REGISTRATIONS, address, origin);
        } else {
            registrations
                    .add(address, rule)
                    .onComplete(
                            registered -> done(origin),
                            cause -> refuse(GatewayError.REGISTRATION_FAILED, address, origin));
        }
    }

    private void unregister(Unregister unregister) {
        String address = unregister.address();
        Origin origin = unregister.origin();
        if (access.toRegister(address) == null) {
            refuse(GatewayError.ACCESS_DENIED, address, origin);
        } else if (!registrations.contains(address)) {
            refuse(GatewayError.UNKNOWN_ADDRESS, address, origin);
        } else {
            registrations.remove(address).onComplete(removed -> done(origin), cause -> done(origin));
        }
    }

    private void authenticate(Auth auth) {
        Access proved = loop.permissions().of(auth.token()).orElse(null);
        if (proved == null) {
            // Closed, so that guessing takes a connection each.
            ends.end(GatewayError.INVALID_TOKEN);
        } else {
            access = proved;
            done(auth.origin());
        }
    }

    private void done(Origin origin) {
        if (origin.ack() != null) {
            output.write(new Ack(origin.ack()));
        }
    }

    private void refuse(GatewayError error, @Nullable String address, Origin origin) {
        refusals.tell(new Err(error, "", origin, address));
    }

    /** A message of the bus. */
    private void deliver(Message<Object> message) {
        ends.moved();
        output.deliver(message);
    }
}

#!/usr/bin/env php
<?php
// Asks for an echo through Echobus's gateway, or answers for its servers. PHP's command line only.
//   client.php ask HOST PORT [ADDRESS]              sends standard input to echobus.client.echo, writes what comes back
//   client.php serve HOST PORT [ADDRESS [COUNT]]    answers what comes to echobus.server.reply, in capitals
//   client.php send|publish HOST PORT ADDRESS       sends standard input there, to one or to all
// What wants no answer serve writes, with its sender. After COUNT messages it unregisters.
declare(strict_types=1);

const FRAME_MAX_BYTES = 4 << 20; // What the gateway may hold back for a session by itself: gateway.outboundMaxBytes.
const REPLY_SECONDS = 40; // Longer than the gateway lets a request wait by itself: gateway.replyTimeoutMs.
const QUIET_SECONDS = 60; // Then a ping, so that the gateway keeps the session: gateway.idleTimeoutMs.
const ATTEMPTS = 60; // One each half second, while the gateway is away.
const PAUSE_MICROSECONDS = 500_000;

/** The connection is gone, or cannot be had. */
final class Lost extends RuntimeException
{
}

/** A session. A frame is a JSON object behind its length, four bytes, big-endian. */
final class Gateway
{
    /** @var resource */
    private $socket;

    public function __construct(string $host, string $port)
    {
        $this->socket = @stream_socket_client("tcp://$host:$port", $code, $reason, REPLY_SECONDS)
            ?: throw new Lost("$host:$port: $reason");
        stream_set_timeout($this->socket, REPLY_SECONDS);
    }

    public function send(array $frame): void
    {
        $text = json_encode($frame, JSON_THROW_ON_ERROR);
        for ($left = pack('N', strlen($text)) . $text; $left !== ''; $left = substr($left, $sent)) {
            $sent = @fwrite($this->socket, $left) ?: throw new Lost('the gateway closed the connection');
        }
    }

    /** Bytes travel as text in base64, and a header says so. */
    public function sendBytes(string $bytes, array $frame): void
    {
        $this->send($frame + ['headers' => ['encoding' => 'base64', 'from' => 'php'], 'body' => base64_encode($bytes)]);
    }

    public function receive(): array
    {
        $length = unpack('N', $this->read(4))[1];
        if ($length > FRAME_MAX_BYTES) {
            throw new RuntimeException("a frame of $length bytes");
        }
        return json_decode($this->read($length), true, 512, JSON_THROW_ON_ERROR);
    }

    private function read(int $count): string
    {
        $bytes = stream_get_contents($this->socket, $count);
        if ($bytes === false || strlen($bytes) < $count) {
            throw new Lost('the gateway closed the connection, or is silent');
        }
        return $bytes;
    }

    /** Waits until there is something to read, and pings meanwhile. What PHP has read ahead counts, too. */
    public function keepAlive(): void
    {
        for ($read = [$this->socket]; stream_select($read, $write, $except, QUIET_SECONDS) === 0;) {
            $this->send(['type' => 'ping']);
            $read = [$this->socket];
        }
    }
}

function bytesOf(array $message): string
{
    $body = $message['body'] ?? '';
    if (!is_string($body)) {
        throw new RuntimeException('a body that is neither text nor bytes');
    }
    return ($message['headers']['encoding'] ?? '') === 'base64' ? base64_decode($body, true) : $body;
}

function failure(array $err): string
{
    return implode(' ', array_filter([$err['failureType'] ?? '', $err['message'] ?? '', $err['detail'] ?? '']));
}

/** Tries again while the gateway is away, as while it is started anew. */
function connect(string $host, string $port): Gateway
{
    for ($attempt = 1;; $attempt++) {
        try {
            return new Gateway($host, $port);
        } catch (Lost $away) {
            $attempt < ATTEMPTS ? usleep(PAUSE_MICROSECONDS) : throw $away;
        }
    }
}

function until(Gateway $gateway, string $type): array
{
    do {
        $frame = $gateway->receive();
        if ($frame['type'] === 'err') {
            throw new RuntimeException(failure($frame));
        }
    } while ($frame['type'] !== $type);
    return $frame;
}

/** Not asked again when the connection is lost: it may have been answered. */
function ask(Gateway $gateway, string $address): void
{
    $request = ['type' => 'send', 'address' => $address, 'replyAddress' => 'reply'];
    $gateway->sendBytes(stream_get_contents(STDIN), $request);
    fwrite(STDOUT, bytesOf(until($gateway, 'message')));
}

function tell(Gateway $gateway, string $type, string $address): void
{
    $gateway->sendBytes(stream_get_contents(STDIN), ['type' => $type, 'address' => $address, 'ack' => 'sent']);
    until($gateway, 'ack');
}

function serve(string $host, string $port, string $address, int $count): never
{
    while (true) {
        $gateway = connect($host, $port);
        try {
            answer($gateway, $address, $count);
        } catch (Lost $lost) {
            fwrite(STDERR, "{$lost->getMessage()}; connecting again\n");
            usleep(PAUSE_MICROSECONDS);
        }
    }
}

function answer(Gateway $gateway, string $address, int $count): never
{
    $gateway->send(['type' => 'register', 'address' => $address, 'ack' => 'registered']);
    for ($registered = false;;) {
        $gateway->keepAlive();
        $frame = $gateway->receive();
        if ($frame['type'] === 'ack') {
            $registered = true;
            echo "{$frame['ack']} at $address\n";
        } elseif ($frame['type'] === 'err' && !$registered) {
            throw new RuntimeException(failure($frame));
        } elseif ($frame['type'] === 'err') { // As for an answer that came too late.
            fwrite(STDERR, failure($frame) . "\n");
        } elseif ($frame['type'] === 'message') {
            take($gateway, $frame);
            if (--$count === 0) {
                $gateway->send(['type' => 'unregister', 'address' => $address, 'ack' => 'unregistered']);
            }
        }
    }
}

function take(Gateway $gateway, array $message): void
{
    if (!isset($message['replyAddress'])) {
        echo "{$message['headers']['from']}: " . bytesOf($message) . "\n";
        return;
    }
    // Whatever the locale, strtoupper() changes a to z and nothing else, since PHP 8.2; this does in all.
    $capitals = strtr(bytesOf($message), 'abcdefghijklmnopqrstuvwxyz', 'ABCDEFGHIJKLMNOPQRSTUVWXYZ');
    $gateway->sendBytes($capitals, ['type' => 'send', 'address' => $message['replyAddress']]);
}

[, $command, $host, $port, $address, $count] = $argv + array_fill(0, 6, null);
[$least, $most] = ['ask' => [4, 5], 'serve' => [4, 6], 'send' => [5, 5], 'publish' => [5, 5]][$command] ?? [7, 0];
if ($argc < $least || $argc > $most) {
    fwrite(STDERR, "usage: client.php ask|serve|send|publish HOST PORT [ADDRESS [COUNT]]\n");
    exit(2);
}
try {
    match ($command) {
        'ask' => ask(connect($host, $port), $address ?? 'echobus.client.echo'),
        'serve' => serve($host, $port, $address ?? 'echobus.server.reply', (int) $count),
        default => tell(connect($host, $port), $command, $address),
    };
} catch (RuntimeException | JsonException $problem) {
    fwrite(STDERR, "failed: {$problem->getMessage()}\n");
    exit(1);
}

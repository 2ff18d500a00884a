#!/usr/bin/env php
<?php
// Asks for an echo through Echobus's gateway, or answers for its servers. PHP's command line only.
//   client.php ask HOST PORT      sends standard input to echobus.client.echo and writes what comes back
//   client.php serve HOST PORT    answers what comes to echobus.server.reply, in capitals
declare(strict_types=1);

const FRAME_MAX_BYTES = 4 << 20; // What the gateway may hold back for a session by itself: gateway.outboundMaxBytes.
const REPLY_SECONDS = 40; // Longer than the gateway lets a request wait by itself: gateway.replyTimeoutMs.
const QUIET_SECONDS = 60; // Then a ping, so that the gateway keeps the session: gateway.idleTimeoutMs.

/** A session. A frame is a JSON object behind its length, four bytes, big-endian. */
final class Gateway
{
    /** @var resource */
    private $socket;

    public function __construct(string $host, string $port)
    {
        $this->socket = @stream_socket_client("tcp://$host:$port", $code, $reason, REPLY_SECONDS)
            ?: throw new RuntimeException("$host:$port: $reason");
        stream_set_timeout($this->socket, REPLY_SECONDS);
    }

    public function send(array $frame): void
    {
        $text = json_encode($frame, JSON_THROW_ON_ERROR);
        for ($left = pack('N', strlen($text)) . $text; $left !== ''; $left = substr($left, $sent)) {
            $sent = @fwrite($this->socket, $left) ?: throw new RuntimeException('the gateway closed the connection');
        }
    }

    /** Bytes travel as text in base64, and a header says so. */
    public function sendBytes(string $bytes, array $frame): void
    {
        $this->send($frame + ['headers' => ['encoding' => 'base64'], 'body' => base64_encode($bytes)]);
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
            throw new RuntimeException('the gateway closed the connection, or is silent');
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

function ask(Gateway $gateway): void
{
    $request = ['type' => 'send', 'address' => 'echobus.client.echo', 'replyAddress' => 'reply'];
    $gateway->sendBytes(stream_get_contents(STDIN), $request);
    do {
        $frame = $gateway->receive();
        if ($frame['type'] === 'err') {
            throw new RuntimeException(failure($frame));
        }
    } while ($frame['type'] !== 'message');
    fwrite(STDOUT, bytesOf($frame));
}

function serve(Gateway $gateway): never
{
    $gateway->send(['type' => 'register', 'address' => 'echobus.server.reply', 'ack' => 'registered']);
    for ($registered = false;;) {
        $gateway->keepAlive();
        $frame = $gateway->receive();
        if ($frame['type'] === 'ack') {
            $registered = true;
            echo "registered at echobus.server.reply\n";
        } elseif ($frame['type'] === 'err' && !$registered) {
            throw new RuntimeException(failure($frame));
        } elseif ($frame['type'] === 'err') { // As for an answer that came too late.
            fwrite(STDERR, failure($frame) . "\n");
        } elseif ($frame['type'] === 'message' && isset($frame['replyAddress'])) {
            // Whatever the locale, strtoupper() changes a to z and nothing else, since PHP 8.2; this does in all.
            $capitals = strtr(bytesOf($frame), 'abcdefghijklmnopqrstuvwxyz', 'ABCDEFGHIJKLMNOPQRSTUVWXYZ');
            $gateway->sendBytes($capitals, ['type' => 'send', 'address' => $frame['replyAddress']]);
        }
    }
}

if ($argc !== 4 || !in_array($argv[1], ['ask', 'serve'], true)) {
    fwrite(STDERR, "usage: client.php ask|serve HOST PORT\n");
    exit(2);
}
try {
    $argv[1](new Gateway($argv[2], $argv[3]));
} catch (RuntimeException | JsonException $problem) {
    fwrite(STDERR, "failed: {$problem->getMessage()}\n");
    exit(1);
}

#!/usr/bin/env ruby
# frozen_string_literal: true

# Asks for an echo through Echobus's gateway, or answers for its servers. Ruby's standard library only.
#   client.rb ask HOST PORT      sends standard input to echobus.client.echo and writes what comes back
#   client.rb serve HOST PORT    answers what comes to echobus.server.reply, in capitals
require 'json'
require 'socket'
require 'timeout'

FRAME_MAX_BYTES = 4 << 20 # What the gateway may hold back for a session by itself: gateway.outboundMaxBytes.
REPLY_SECONDS = 40 # Longer than the gateway lets a request wait by itself: gateway.replyTimeoutMs.
QUIET_SECONDS = 60 # Then a ping, so that the gateway keeps the session: gateway.idleTimeoutMs.

# The gateway, or whoever was asked, said no.
class Failed < StandardError
  def self.by(err)
    new(err.values_at('failureType', 'message', 'detail').compact.join(' '))
  end
end

# A session. A frame is a JSON object behind its length, four bytes, big-endian.
class Gateway
  def initialize(host, port)
    @socket = Socket.tcp(host, port, connect_timeout: REPLY_SECONDS)
    @socket.setsockopt(:TCP, :NODELAY, true)
  end

  def send(frame)
    text = JSON.generate(frame)
    @socket.write([text.bytesize].pack('N') + text.b)
  end

  # Bytes travel as text in base64, and a header says so.
  def send_bytes(bytes, frame)
    send(frame.merge(headers: { encoding: 'base64' }, body: [bytes].pack('m0')))
  end

  def receive
    Timeout.timeout(REPLY_SECONDS) do
      length = read(4).unpack1('N')
      raise Failed, "a frame of #{length} bytes" if length > FRAME_MAX_BYTES

      JSON.parse(read(length))
    end
  end

  # Waits until there is something to read, and pings meanwhile.
  def keep_alive
    send(type: 'ping') until @socket.wait_readable(QUIET_SECONDS)
  end

  private

  def read(count)
    bytes = @socket.read(count)
    raise Failed, 'the gateway closed the connection' if bytes.nil? || bytes.bytesize < count

    bytes
  end
end

def bytes_of(message)
  body = message.fetch('body', '')
  raise Failed, 'a body that is neither text nor bytes' unless body.is_a?(String)

  message['headers']['encoding'] == 'base64' ? body.unpack1('m0') : body.b
end

def ask(gateway)
  gateway.send_bytes($stdin.binmode.read, type: 'send', address: 'echobus.client.echo', replyAddress: 'reply')
  frame = gateway.receive until %w[err message].include?(frame && frame['type'])
  raise Failed.by(frame) if frame['type'] == 'err'

  $stdout.binmode.write(bytes_of(frame))
end

def serve(gateway)
  gateway.send(type: 'register', address: 'echobus.server.reply', ack: 'registered')
  frame = gateway.receive until %w[err ack].include?(frame && frame['type'])
  raise Failed.by(frame) if frame['type'] == 'err'

  puts 'registered at echobus.server.reply'
  $stdout.flush
  loop do
    gateway.keep_alive
    frame = gateway.receive
    if frame['type'] == 'err' # As for an answer that came too late.
      warn Failed.by(frame).message
    elsif frame.key?('replyAddress')
      gateway.send_bytes(bytes_of(frame).tr('a-z', 'A-Z'), type: 'send', address: frame['replyAddress'])
    end
  end
end

command, host, port = ARGV
abort 'usage: client.rb ask|serve HOST PORT' unless ARGV.size == 3 && %w[ask serve].include?(command)
begin
  gateway = Gateway.new(host, port)
  command == 'ask' ? ask(gateway) : serve(gateway)
rescue Failed, SystemCallError, SocketError, IOError, Timeout::Error, JSON::ParserError, ArgumentError => e
  abort "failed: #{e.message}"
end

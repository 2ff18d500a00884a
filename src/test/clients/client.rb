#!/usr/bin/env ruby
# frozen_string_literal: true

# Asks for an echo through Echobus's gateway, or answers for its servers. Ruby's standard library only.
#   client.rb ask HOST PORT [ADDRESS]              sends standard input to echobus.client.echo, writes what comes back
#   client.rb serve HOST PORT [ADDRESS [COUNT]]    answers what comes to echobus.server.reply, in capitals
#   client.rb send|publish HOST PORT ADDRESS       sends standard input there, to one or to all
# What wants no answer serve writes, with its sender. After COUNT messages it unregisters.
require 'json'
require 'socket'
require 'timeout'

FRAME_MAX_BYTES = 4 << 20 # What the gateway may hold back for a session by itself: gateway.outboundMaxBytes.
REPLY_SECONDS = 40 # Longer than the gateway lets a request wait by itself: gateway.replyTimeoutMs.
QUIET_SECONDS = 60 # Then a ping, so that the gateway keeps the session: gateway.idleTimeoutMs.
ATTEMPTS = 60 # One each half second, while the gateway is away.
PAUSE_SECONDS = 0.5
LOST = [SystemCallError, IOError, Timeout::Error].freeze

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
    send(frame.merge(headers: { encoding: 'base64', from: 'ruby' }, body: [bytes].pack('m0')))
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
    raise EOFError, 'the gateway closed the connection' if bytes.nil? || bytes.bytesize < count

    bytes
  end
end

def bytes_of(message)
  body = message.fetch('body', '')
  raise Failed, 'a body that is neither text nor bytes' unless body.is_a?(String)

  message['headers']['encoding'] == 'base64' ? body.unpack1('m0') : body.b
end

# Tries again while the gateway is away, as while it is started anew.
def connect(host, port)
  attempt = 1
  begin
    Gateway.new(host, port)
  rescue SystemCallError
    raise if (attempt += 1) > ATTEMPTS

    sleep(PAUSE_SECONDS)
    retry
  end
end

def until_type(gateway, type)
  frame = gateway.receive until ['err', type].include?(frame && frame['type'])
  raise Failed.by(frame) if frame['type'] == 'err'

  frame
end

# Not asked again when the connection is lost: it may have been answered.
def ask(gateway, address = 'echobus.client.echo')
  gateway.send_bytes($stdin.binmode.read, type: 'send', address: address, replyAddress: 'reply')
  $stdout.binmode.write(bytes_of(until_type(gateway, 'message')))
end

def tell(gateway, type, address)
  gateway.send_bytes($stdin.binmode.read, type: type, address: address, ack: 'sent')
  until_type(gateway, 'ack')
end

def serve(host, port, address = 'echobus.server.reply', count = '0')
  loop do
    gateway = connect(host, port)
    begin
      answer(gateway, address, count.to_i)
    rescue *LOST => e
      warn "#{e.message}; connecting again"
      sleep(PAUSE_SECONDS)
    end
  end
end

def answer(gateway, address, count)
  gateway.send(type: 'register', address: address, ack: 'registered')
  until_type(gateway, 'ack')
  puts "registered at #{address}"
  loop do
    gateway.keep_alive
    frame = gateway.receive
    case frame['type']
    when 'ack' then puts "#{frame['ack']} at #{address}"
    when 'err' then warn Failed.by(frame).message # As for an answer that came too late.
    when 'message'
      take(gateway, frame)
      count -= 1
      gateway.send(type: 'unregister', address: address, ack: 'unregistered') if count.zero?
    end
  end
end

def take(gateway, message)
  if message.key?('replyAddress')
    gateway.send_bytes(bytes_of(message).tr('a-z', 'A-Z'), type: 'send', address: message['replyAddress'])
  else
    puts "#{message['headers']['from']}: #{bytes_of(message)}"
  end
end

$stdout.sync = true
command, host, port, *rest = ARGV
bounds = { 'ask' => 3..4, 'serve' => 3..5, 'send' => 4..4, 'publish' => 4..4 }[command]
abort 'usage: client.rb ask|serve|send|publish HOST PORT [ADDRESS [COUNT]]' unless bounds&.cover?(ARGV.size)
begin
  case command
  when 'ask' then ask(connect(host, port), *rest)
  when 'serve' then serve(host, port, *rest)
  else tell(connect(host, port), command, *rest)
  end
rescue Failed, SocketError, JSON::ParserError, ArgumentError, *LOST => e
  abort "failed: #{e.message}"
end

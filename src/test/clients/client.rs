//! Asks for an echo through Echobus's gateway, or answers for its servers. Rust's standard library only:
//!   rustc -O -o client client.rs
//!   client ask HOST PORT      sends standard input to echobus.client.echo and writes what comes back
//!   client serve HOST PORT    answers what comes to echobus.server.reply, in capitals
use std::error::Error;
use std::io::{self, ErrorKind, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

/// What the gateway may hold back for a session by itself: gateway.outboundMaxBytes.
const FRAME_MAX_BYTES: usize = 4 << 20;
/// Longer than the gateway lets a request wait by itself: gateway.replyTimeoutMs.
const REPLY_TIME: Duration = Duration::from_secs(40);
/// Then a ping, so that the gateway keeps the session: gateway.idleTimeoutMs.
const QUIET_TIME: Duration = Duration::from_secs(60);

type Outcome<T> = Result<T, Box<dyn Error>>;

/// A frame is a JSON object behind its length, four bytes, big-endian.
fn send(gateway: &mut TcpStream, json: &str) -> Outcome<()> {
    let mut frame = (json.len() as u32).to_be_bytes().to_vec();
    frame.extend_from_slice(json.as_bytes());
    Ok(gateway.write_all(&frame)?)
}

/// Bytes travel as text in base64, and a header says so. Members are those before the headers.
fn send_bytes(gateway: &mut TcpStream, members: &str, bytes: &[u8]) -> Outcome<()> {
    let body = encode(bytes);
    send(gateway, &format!(r#"{{"type":"send",{},"headers":{{"encoding":"base64"}},"body":"{}"}}"#, members, body))
}

fn receive(gateway: &mut TcpStream) -> Outcome<String> {
    gateway.set_read_timeout(Some(REPLY_TIME))?;
    let mut length = [0; 4];
    gateway.read_exact(&mut length)?;
    let length = u32::from_be_bytes(length) as usize;
    if length > FRAME_MAX_BYTES {
        return Err(format!("a frame of {} bytes", length).into());
    }
    let mut frame = vec![0; length];
    gateway.read_exact(&mut frame)?;
    Ok(String::from_utf8(frame)?)
}

/// Waits until there is something to read, and pings meanwhile.
fn keep_alive(gateway: &mut TcpStream) -> Outcome<()> {
    gateway.set_read_timeout(Some(QUIET_TIME))?;
    loop {
        match gateway.peek(&mut [0]) {
            Err(e) if e.kind() == ErrorKind::WouldBlock => send(gateway, r#"{"type":"ping"}"#)?,
            Err(e) if e.kind() == ErrorKind::Interrupted => {}
            outcome => return outcome.map(|_| ()).map_err(Into::into),
        }
    }
}

/// The value of a member of an object that the gateway wrote, which puts no blanks between the parts; of a string what
/// is between the quotes, escapes and all; empty when there is none.
fn member<'a>(object: &'a str, name: &str) -> &'a str {
    let bytes = object.as_bytes();
    let (mut depth, mut quoted, mut key, mut start) = (0, false, "", 0);
    let mut at = 0;
    while at < bytes.len() {
        match bytes[at] {
            b'\\' if quoted => at += 1,
            b'"' => quoted = !quoted,
            _ if quoted => {}
            b':' if depth == 1 => (key, start) = (&object[start..at], at + 1),
            b',' | b'}' if depth == 1 => {
                if key.trim_matches('"') == name {
                    let value = &object[start..at];
                    return value.strip_prefix('"').and_then(|it| it.strip_suffix('"')).unwrap_or(value);
                }
                start = at + 1;
            }
            b'{' | b'[' => {
                depth += 1;
                start = if depth == 1 { at + 1 } else { start };
            }
            b'}' | b']' => depth -= 1,
            _ => {}
        }
        at += 1;
    }
    ""
}

const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

fn encode(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() / 3 * 4 + 4);
    for part in bytes.chunks(3) {
        let bits = part.iter().fold(0, |bits, byte| bits << 8 | *byte as usize) << (8 * (3 - part.len()));
        for digit in 0..4 {
            let value = bits >> (18 - 6 * digit) & 63;
            text.push(if digit > part.len() { '=' } else { DIGITS[value] as char });
        }
    }
    text
}

fn decode(frame: &str) -> Outcome<Vec<u8>> {
    if member(member(frame, "headers"), "encoding") != "base64" {
        return Err("a body that is not bytes".into());
    }
    let (mut bytes, mut bits, mut count) = (Vec::new(), 0, 0);
    for digit in member(frame, "body").trim_end_matches('=').bytes() {
        bits = bits << 6 | DIGITS.iter().position(|it| *it == digit).ok_or("a body that is not base64")?;
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push((bits >> count) as u8);
            bits &= (1 << count) - 1;
        }
    }
    Ok(bytes)
}

fn failure(err: &str) -> String {
    format!("{} {}", member(err, "failureType"), member(err, "message"))
}

fn ask(gateway: &mut TcpStream) -> Outcome<()> {
    let mut bytes = Vec::new();
    io::stdin().read_to_end(&mut bytes)?;
    send_bytes(gateway, r#""address":"echobus.client.echo","replyAddress":"reply""#, &bytes)?;
    loop {
        let frame = receive(gateway)?;
        match member(&frame, "type") {
            "err" => return Err(failure(&frame).into()),
            "message" => return Ok(io::stdout().write_all(&decode(&frame)?)?),
            _ => {}
        }
    }
}

fn serve(gateway: &mut TcpStream) -> Outcome<()> {
    send(gateway, r#"{"type":"register","address":"echobus.server.reply","ack":"registered"}"#)?;
    let mut registered = false;
    loop {
        keep_alive(gateway)?;
        let frame = receive(gateway)?;
        match (member(&frame, "type"), member(&frame, "replyAddress")) {
            ("ack", _) => {
                registered = true;
                println!("registered at echobus.server.reply");
            }
            ("err", _) if !registered => return Err(failure(&frame).into()),
            ("err", _) => eprintln!("{}", failure(&frame)), // As for an answer that came too late.
            ("message", address) if !address.is_empty() => {
                let answer = decode(&frame)?.to_ascii_uppercase();
                send_bytes(gateway, &format!(r#""address":"{}""#, address), &answer)?;
            }
            _ => {}
        }
    }
}

fn run(arguments: &[String]) -> Outcome<()> {
    let command = match arguments.get(1).map(String::as_str) {
        Some("ask") if arguments.len() == 4 => ask,
        Some("serve") if arguments.len() == 4 => serve,
        _ => return Err("usage: client ask|serve HOST PORT".into()),
    };
    let mut gateway = TcpStream::connect((arguments[2].as_str(), arguments[3].parse()?))?;
    gateway.set_write_timeout(Some(REPLY_TIME))?;
    command(&mut gateway)
}

fn main() {
    if let Err(problem) = run(&std::env::args().collect::<Vec<_>>()) {
        eprintln!("failed: {}", problem);
        std::process::exit(1);
    }
}

//! Asks for an echo through Echobus's gateway, or answers for its servers. Rust's standard library only:
//!   rustc -O -o client client.rs
//!   client ask HOST PORT [ADDRESS]              sends standard input to echobus.client.echo, writes what comes back
//!   client serve HOST PORT [ADDRESS [COUNT]]    answers what comes to echobus.server.reply, in capitals
//!   client send|publish HOST PORT ADDRESS       sends standard input there, to one or to all
//! What wants no answer serve writes, with its sender. After COUNT messages it unregisters.
use std::error::Error;
use std::io::{self, ErrorKind, Read, Write};
use std::net::TcpStream;
use std::thread::sleep;
use std::time::Duration;

/// What the gateway may hold back for a session by itself: gateway.outboundMaxBytes.
const FRAME_MAX_BYTES: usize = 4 << 20;
/// Longer than the gateway lets a request wait by itself: gateway.replyTimeoutMs.
const REPLY_TIME: Duration = Duration::from_secs(40);
/// Then a ping, so that the gateway keeps the session: gateway.idleTimeoutMs.
const QUIET_TIME: Duration = Duration::from_secs(60);
/// One each half second, while the gateway is away.
const ATTEMPTS: u32 = 60;
const PAUSE: Duration = Duration::from_millis(500);

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
    send(gateway, &format!(r#"{{{},"headers":{{"encoding":"base64","from":"rust"}},"body":"{}"}}"#, members, body))
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

fn until(gateway: &mut TcpStream, kind: &str) -> Outcome<String> {
    loop {
        let frame = receive(gateway)?;
        match member(&frame, "type") {
            "err" => return Err(failure(&frame).into()),
            it if it == kind => return Ok(frame),
            _ => {}
        }
    }
}

fn input() -> Outcome<Vec<u8>> {
    let mut bytes = Vec::new();
    io::stdin().read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Not asked again when the connection is lost: it may have been answered.
fn ask(gateway: &mut TcpStream, address: &str) -> Outcome<()> {
    let members = format!(r#""type":"send","address":"{}","replyAddress":"reply""#, address);
    send_bytes(gateway, &members, &input()?)?;
    Ok(io::stdout().write_all(&decode(&until(gateway, "message")?)?)?)
}

fn tell(gateway: &mut TcpStream, kind: &str, address: &str) -> Outcome<()> {
    let members = format!(r#""type":"{}","address":"{}","ack":"sent""#, kind, address);
    send_bytes(gateway, &members, &input()?)?;
    until(gateway, "ack").map(|_| ())
}

fn take(gateway: &mut TcpStream, message: &str) -> Outcome<()> {
    let bytes = decode(message)?;
    match member(message, "replyAddress") {
        "" => println!("{}: {}", member(member(message, "headers"), "from"), String::from_utf8_lossy(&bytes)),
        to => send_bytes(gateway, &format!(r#""type":"send","address":"{}""#, to), &bytes.to_ascii_uppercase())?,
    }
    Ok(())
}

fn answer(gateway: &mut TcpStream, address: &str, mut count: u64) -> Outcome<()> {
    send(gateway, &format!(r#"{{"type":"register","address":"{}","ack":"registered"}}"#, address))?;
    let mut registered = false;
    loop {
        keep_alive(gateway)?;
        let frame = receive(gateway)?;
        match member(&frame, "type") {
            "ack" => {
                registered = true;
                println!("{} at {}", member(&frame, "ack"), address);
            }
            "err" if !registered => return Err(failure(&frame).into()),
            "err" => eprintln!("{}", failure(&frame)), // As for an answer that came too late.
            "message" => {
                take(gateway, &frame)?;
                count = count.wrapping_sub(1);
                if count == 0 {
                    send(gateway, &format!(r#"{{"type":"unregister","address":"{}","ack":"unregistered"}}"#, address))?;
                }
            }
            _ => {}
        }
    }
}

/// Tries again while the gateway is away, as while it is started anew.
fn connect(host: &str, port: &str) -> Outcome<TcpStream> {
    let port = port.parse()?;
    for _ in 1..ATTEMPTS {
        if let Ok(gateway) = TcpStream::connect((host, port)) {
            gateway.set_write_timeout(Some(REPLY_TIME))?;
            return Ok(gateway);
        }
        sleep(PAUSE);
    }
    Ok(TcpStream::connect((host, port))?)
}

fn serve(host: &str, port: &str, address: &str, count: u64) -> Outcome<()> {
    loop {
        match answer(&mut connect(host, port)?, address, count) {
            Err(lost) if lost.is::<io::Error>() => eprintln!("{}; connecting again", lost),
            outcome => return outcome,
        }
        sleep(PAUSE);
    }
}

fn run(arguments: &[&str]) -> Outcome<()> {
    match *arguments {
        ["ask", host, port] => ask(&mut connect(host, port)?, "echobus.client.echo"),
        ["ask", host, port, address] => ask(&mut connect(host, port)?, address),
        ["serve", host, port] => serve(host, port, "echobus.server.reply", 0),
        ["serve", host, port, address] => serve(host, port, address, 0),
        ["serve", host, port, address, count] => serve(host, port, address, count.parse()?),
        [kind @ ("send" | "publish"), host, port, address] => tell(&mut connect(host, port)?, kind, address),
        _ => Err("usage: client ask|serve|send|publish HOST PORT [ADDRESS [COUNT]]".into()),
    }
}

fn main() {
    let arguments: Vec<_> = std::env::args().skip(1).collect();
    if let Err(problem) = run(&arguments.iter().map(String::as_str).collect::<Vec<_>>()) {
        eprintln!("failed: {}", problem);
        std::process::exit(1);
    }
}

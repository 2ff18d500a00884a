// Asks for an echo through Echobus's gateway, or answers for its servers. Go's standard library only.
//
//	client ask HOST PORT [ADDRESS]              sends standard input to echobus.client.echo, writes what comes back
//	client serve HOST PORT [ADDRESS [COUNT]]    answers what comes to echobus.server.reply, in capitals
//	client send|publish HOST PORT ADDRESS       sends standard input there, to one or to all
//
// What wants no answer serve writes, with its sender. After COUNT messages it unregisters.
package main

import (
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"strconv"
	"time"
)

const (
	frameMaxBytes = 4 << 20          // What the gateway may hold back for a session: gateway.outboundMaxBytes.
	pingInterval  = time.Minute      // So that the gateway keeps the session: gateway.idleTimeoutMs.
	silenceMax    = 90 * time.Second // No pong, no reply: longer than gateway.replyTimeoutMs, too.
	reconnectMax  = 30 * time.Second // How long the gateway may be away.
	pause         = 500 * time.Millisecond
)

var errLost = errors.New("the connection is lost")

// A frame, of whatever type: a JSON object behind its length, four bytes, big-endian.
type frame struct {
	Type         string            `json:"type"`
	Address      string            `json:"address,omitempty"`
	ReplyAddress string            `json:"replyAddress,omitempty"`
	Headers      map[string]string `json:"headers,omitempty"`
	Body         any               `json:"body,omitempty"`
	Ack          string            `json:"ack,omitempty"`
	FailureType  string            `json:"failureType,omitempty"`
	Message      string            `json:"message,omitempty"`
}

// Bytes travel as text in base64, and a header says so.
func (f frame) withBytes(data []byte) frame {
	f.Headers = map[string]string{"encoding": "base64", "from": "go"}
	f.Body = base64.StdEncoding.EncodeToString(data)
	return f
}

func (f frame) bytes() ([]byte, error) {
	text, isText := f.Body.(string)
	if !isText && f.Body != nil {
		return nil, fmt.Errorf("a body that is neither text nor bytes")
	}
	if f.Headers["encoding"] == "base64" {
		return base64.StdEncoding.DecodeString(text)
	}
	return []byte(text), nil
}

func send(gateway net.Conn, f frame) error {
	text, err := json.Marshal(f)
	if err == nil {
		_, err = gateway.Write(append(binary.BigEndian.AppendUint32(nil, uint32(len(text))), text...))
	}
	return lost(err)
}

func lost(err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%w: %v", errLost, err)
}

func receive(gateway net.Conn) (f frame, err error) {
	gateway.SetReadDeadline(time.Now().Add(silenceMax))
	var length uint32
	if err = binary.Read(gateway, binary.BigEndian, &length); err != nil {
		return f, lost(err)
	}
	if length > frameMaxBytes {
		return f, fmt.Errorf("a frame of %d bytes", length)
	}
	text := make([]byte, length)
	if _, err = io.ReadFull(gateway, text); err != nil {
		return f, lost(err)
	}
	return f, json.Unmarshal(text, &f)
}

// Not asked again when the connection is lost: it may have been answered.
func ask(gateway net.Conn, address string) error {
	data, err := io.ReadAll(os.Stdin)
	if err == nil {
		err = send(gateway, frame{Type: "send", Address: address, ReplyAddress: "reply"}.withBytes(data))
	}
	var reply frame
	if err == nil {
		reply, err = until(gateway, "message")
	}
	if err == nil {
		data, err = reply.bytes()
	}
	if err == nil {
		_, err = os.Stdout.Write(data)
	}
	return err
}

func tell(gateway net.Conn, kind, address string) error {
	data, err := io.ReadAll(os.Stdin)
	if err == nil {
		err = send(gateway, frame{Type: kind, Address: address, Ack: "sent"}.withBytes(data))
	}
	if err == nil {
		_, err = until(gateway, "ack")
	}
	return err
}

func until(gateway net.Conn, kind string) (f frame, err error) {
	for err == nil && f.Type != kind {
		if f, err = receive(gateway); err == nil && f.Type == "err" {
			err = f.failure()
		}
	}
	return f, err
}

func (f frame) failure() error {
	return fmt.Errorf("%s %s", f.FailureType, f.Message)
}

func serve(host, port, address string, count int) error {
	for {
		gateway, err := connect(host, port)
		if err == nil {
			err = answer(gateway, address, count)
			gateway.Close()
		}
		if !errors.Is(err, errLost) {
			return err
		}
		fmt.Fprintf(os.Stderr, "%v; connecting again\n", err)
		time.Sleep(pause)
	}
}

func answer(gateway net.Conn, address string, count int) error {
	err := send(gateway, frame{Type: "register", Address: address, Ack: "registered"})
	pings := time.NewTicker(pingInterval)
	defer pings.Stop()
	go func() {
		for range pings.C {
			send(gateway, frame{Type: "ping"})
		}
	}()
	for registered := false; err == nil; {
		var f frame
		switch f, err = receive(gateway); {
		case f.Type == "ack":
			registered = true
			fmt.Println(f.Ack, "at", address)
		case f.Type == "err" && registered: // As for an answer that came too late.
			fmt.Fprintln(os.Stderr, f.failure())
		case f.Type == "err":
			err = f.failure()
		case f.Type == "message":
			if err = take(gateway, f); err == nil {
				count--
			}
			if err == nil && count == 0 {
				err = send(gateway, frame{Type: "unregister", Address: address, Ack: "unregistered"})
			}
		}
	}
	return err
}

func take(gateway net.Conn, message frame) error {
	data, err := message.bytes()
	if err == nil && message.ReplyAddress != "" {
		err = send(gateway, frame{Type: "send", Address: message.ReplyAddress}.withBytes(upperCase(data)))
	} else if err == nil {
		fmt.Printf("%s: %s\n", message.Headers["from"], data)
	}
	return err
}

func upperCase(data []byte) []byte {
	for i, b := range data {
		if 'a' <= b && b <= 'z' {
			data[i] = b - 'a' + 'A'
		}
	}
	return data
}

// Tries again while the gateway is away, as while it is started anew.
func connect(host, port string) (gateway net.Conn, err error) {
	for deadline := time.Now().Add(reconnectMax); ; time.Sleep(pause) {
		gateway, err = net.DialTimeout("tcp", net.JoinHostPort(host, port), 10*time.Second)
		if err == nil || time.Now().After(deadline) {
			return gateway, err
		}
	}
}

func run(command, host, port string, rest []string) error {
	address, count := map[string]string{"ask": "echobus.client.echo", "serve": "echobus.server.reply"}[command], 0
	if len(rest) > 0 {
		address = rest[0]
	}
	if len(rest) > 1 {
		count, _ = strconv.Atoi(rest[1])
	}
	if command == "serve" {
		return serve(host, port, address, count)
	}
	gateway, err := connect(host, port)
	if err == nil && command == "ask" {
		err = ask(gateway, address)
	} else if err == nil {
		err = tell(gateway, command, address)
	}
	return err
}

func main() {
	least, most := map[string]int{"ask": 4, "serve": 4, "send": 5, "publish": 5}, map[string]int{"ask": 5, "serve": 6, "send": 5, "publish": 5}
	if len(os.Args) < 2 || len(os.Args) < least[os.Args[1]] || len(os.Args) > most[os.Args[1]] {
		fmt.Fprintln(os.Stderr, "usage: client ask|serve|send|publish HOST PORT [ADDRESS [COUNT]]")
		os.Exit(2)
	}
	if err := run(os.Args[1], os.Args[2], os.Args[3], os.Args[4:]); err != nil {
		fmt.Fprintln(os.Stderr, "failed:", err)
		os.Exit(1)
	}
}

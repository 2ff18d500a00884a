// Asks for an echo through Echobus's gateway, or answers for its servers. Go's standard library only.
//
//	client ask HOST PORT      sends standard input to echobus.client.echo and writes what comes back
//	client serve HOST PORT    answers what comes to echobus.server.reply, in capitals
package main

import (
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"os"
	"time"
)

const (
	frameMaxBytes = 4 << 20          // What the gateway may hold back for a session: gateway.outboundMaxBytes.
	pingInterval  = time.Minute      // So that the gateway keeps the session: gateway.idleTimeoutMs.
	silenceMax    = 90 * time.Second // No pong, no reply: longer than gateway.replyTimeoutMs, too.
)

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
	f.Headers = map[string]string{"encoding": "base64"}
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
	return err
}

func receive(gateway net.Conn) (f frame, err error) {
	gateway.SetReadDeadline(time.Now().Add(silenceMax))
	var length uint32
	if err = binary.Read(gateway, binary.BigEndian, &length); err != nil {
		return f, fmt.Errorf("the gateway closed the connection: %w", err)
	}
	if length > frameMaxBytes {
		return f, fmt.Errorf("a frame of %d bytes", length)
	}
	text := make([]byte, length)
	if _, err = io.ReadFull(gateway, text); err == nil {
		err = json.Unmarshal(text, &f)
	}
	return f, err
}

func ask(gateway net.Conn) error {
	data, err := io.ReadAll(os.Stdin)
	if err == nil {
		request := frame{Type: "send", Address: "echobus.client.echo", ReplyAddress: "reply"}
		err = send(gateway, request.withBytes(data))
	}
	for err == nil {
		var f frame
		if f, err = receive(gateway); f.Type == "err" {
			return fmt.Errorf("%s %s", f.FailureType, f.Message)
		} else if f.Type == "message" {
			if data, err = f.bytes(); err == nil {
				_, err = os.Stdout.Write(data)
			}
			return err
		}
	}
	return err
}

func serve(gateway net.Conn) error {
	err := send(gateway, frame{Type: "register", Address: "echobus.server.reply", Ack: "registered"})
	go func() {
		for range time.Tick(pingInterval) {
			send(gateway, frame{Type: "ping"})
		}
	}()
	for registered := false; err == nil; {
		var f frame
		switch f, err = receive(gateway); {
		case f.Type == "ack":
			registered = true
			fmt.Println("registered at echobus.server.reply")
		case f.Type == "err" && registered: // As for an answer that came too late.
			fmt.Fprintln(os.Stderr, f.FailureType, f.Message)
		case f.Type == "err":
			err = fmt.Errorf("%s %s", f.FailureType, f.Message)
		case f.Type == "message" && f.ReplyAddress != "":
			var data []byte
			if data, err = f.bytes(); err == nil {
				err = send(gateway, frame{Type: "send", Address: f.ReplyAddress}.withBytes(upperCase(data)))
			}
		}
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

func main() {
	commands := map[string]func(net.Conn) error{"ask": ask, "serve": serve}
	if len(os.Args) != 4 || commands[os.Args[1]] == nil {
		fmt.Fprintln(os.Stderr, "usage: client ask|serve HOST PORT")
		os.Exit(2)
	}
	gateway, err := net.DialTimeout("tcp", net.JoinHostPort(os.Args[2], os.Args[3]), 10*time.Second)
	if err == nil {
		err = commands[os.Args[1]](gateway)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "failed:", err)
		os.Exit(1)
	}
}

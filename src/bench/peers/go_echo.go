// An echo server on Go's net package, a goroutine for each connection. Run with GOMAXPROCS=1; prints "listening PORT".
package main

import (
	"fmt"
	"net"
	"os"
)

// As much as one read of the other peers takes.
const readMaxBytes = 131072

func echo(connection net.Conn) {
	defer connection.Close()
	buffer := make([]byte, readMaxBytes)
	for {
		count, err := connection.Read(buffer)
		if err != nil {
			return
		}
		if _, err := connection.Write(buffer[:count]); err != nil {
			return
		}
	}
}

func main() {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Println("listening", listener.Addr().(*net.TCPAddr).Port)
	for {
		connection, err := listener.Accept()
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		go echo(connection)
	}
}

// A worker in Go: reads lines "OPERATION COUNT SIZE PATH", runs the operation COUNT times and answers with the nanoseconds
// that took: elapsed, and of processor time.
package main

import (
	"bufio"
	"bytes"
	"fmt"
	"os"
	"syscall"
	"time"
)

type operation func(path string, data []byte) error

func main() {
	input := bufio.NewScanner(os.Stdin)
	for input.Scan() {
		var name, path string
		var count, size int
		fmt.Sscan(input.Text(), &name, &count, &size, &path)
		data := bytes.Repeat([]byte("a"), size)
		run := operations[name]
		start, cpu := time.Now(), processorTime()
		for i := 0; i < count; i++ {
			if err := run(path, data); err != nil {
				fmt.Println("error", err)
				os.Exit(1)
			}
		}
		fmt.Println(time.Since(start).Nanoseconds(), processorTime()-cpu)
	}
}

func processorTime() int64 {
	var usage syscall.Rusage
	syscall.Getrusage(syscall.RUSAGE_SELF, &usage)
	return usage.Utime.Nano() + usage.Stime.Nano()
}

//go:build libraries

package main

import (
	"github.com/gofrs/flock"
	"github.com/google/renameio"
)

var operations = map[string]operation{
	"write": write,
	"lock":  func(path string, data []byte) error { return withLock(path, func() error { return nil }) },
	"locked-write": func(path string, data []byte) error {
		return withLock(path, func() error { return write(path, data) })
	},
}

func write(path string, data []byte) error {
	return renameio.WriteFile(path, data, 0o644)
}

func withLock(path string, action func() error) error {
	lock := flock.New(path + ".lock")
	if err := lock.Lock(); err != nil {
		return err
	}
	defer lock.Unlock()
	return action()
}

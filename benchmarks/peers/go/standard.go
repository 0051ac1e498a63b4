//go:build !libraries

package main

import (
	"os"
	"path/filepath"
	"syscall"
)

var operations = map[string]operation{
	"write": write,
	"lock":  func(path string, data []byte) error { return withLock(path, func() error { return nil }) },
	"locked-write": func(path string, data []byte) error {
		return withLock(path, func() error { return write(path, data) })
	},
}

// An atomic and durable write as it is written by hand with the standard library.
func write(path string, data []byte) error {
	mode := os.FileMode(0o644)
	if target, err := os.Stat(path); err == nil {
		mode = target.Mode().Perm()
	}
	file, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*.tmp")
	if err != nil {
		return err
	}
	defer os.Remove(file.Name()) // fails once it is renamed
	defer file.Close()
	if _, err := file.Write(data); err != nil {
		return err
	}
	if err := file.Chmod(mode); err != nil {
		return err
	}
	if err := file.Sync(); err != nil {
		return err
	}
	if err := file.Close(); err != nil {
		return err
	}
	if err := os.Rename(file.Name(), path); err != nil {
		return err
	}
	directory, err := os.Open(filepath.Dir(path))
	if err != nil {
		return err
	}
	defer directory.Close()
	return directory.Sync()
}

func withLock(path string, action func() error) error {
	file, err := os.OpenFile(path+".lock", os.O_RDWR|os.O_CREATE, 0o666)
	if err != nil {
		return err
	}
	defer file.Close()
	if err := syscall.Flock(int(file.Fd()), syscall.LOCK_EX); err != nil {
		return err
	}
	return action()
}

package main

import (
	"errors"
	"fmt"
)

// Exit statuses; scripts rely on them.
const (
	exitOK         = 0
	exitUnexpected = 1   // unexpected results
	exitMisuse     = 2   // a wrong flag, argument or file
	exitCannotRun  = 3   // no server, a browser that does not start
	exitInterrupt  = 130 // broken off by a signal; the reports cover what ran
)

// An exitError carries the exit status for an error. Without a cause, all that
// there was to say has been said.
type exitError struct {
	status int
	err    error
}

func (e *exitError) Error() string {
	if e.err == nil {
		return ""
	}
	return e.err.Error()
}

func (e *exitError) Unwrap() error { return e.err }

// misuse makes an error of the user's, with exit status 2.
func misuse(format string, args ...any) error {
	return &exitError{exitMisuse, fmt.Errorf(format, args...)}
}

// cannotRun makes an error of the surroundings, with exit status 3.
func cannotRun(format string, args ...any) error {
	return &exitError{exitCannotRun, fmt.Errorf(format, args...)}
}

// exitStatus gives the status that an error ends the program with. What no one
// classified is cobra's complaint about the command line.
func exitStatus(err error) int {
	if err == nil {
		return exitOK
	}
	var e *exitError
	if errors.As(err, &e) {
		return e.status
	}
	return exitMisuse
}

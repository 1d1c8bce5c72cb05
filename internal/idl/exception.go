package idl

import (
	"errors"
	"fmt"
	"regexp"

	"github.com/exeunt/exeunt/internal/webidl"
)

// mismatch is the TypeError for a value that is not of a type. As an argument it is said of the parameter.
type mismatch struct{ name string }

func (m *mismatch) Error() string        { return m.ErrorName() + ": " + m.ErrorMessage() }
func (m *mismatch) ErrorName() string    { return webidl.TypeError }
func (m *mismatch) ErrorMessage() string { return "Failed to convert value to '" + m.name + "'." }

// inParameter says of which parameter an exception is, where the words of it depend on that.
func inParameter(err error, i int) error {
	var m *mismatch
	if errors.As(err, &m) {
		return webidl.TypeErrorf("parameter %d is not of type '%s'.", i+1, m.name)
	}
	return err
}

// A place is where an exception is thrown: "Failed to execute 'remove' on 'Element'".
type place struct{ format, name, on string }

// placed are messages that have said it already.
var placed = regexp.MustCompile("^Failed to (execute|construct|set) ")

// in puts the words for the place before the message of an exception that a standard throws.
func (p place) in(err error) error {
	var m *mismatch
	var x *webidl.Exception
	switch {
	case errors.As(err, &m):
		return webidl.TypeErrorf("%s: %s", p, m.ErrorMessage())
	case errors.As(err, &x) && !placed.MatchString(x.Message):
		c := *x
		c.Message = p.String() + ": " + x.Message
		return &c
	}
	return err
}

func (p place) String() string {
	if p.on == "" {
		return fmt.Sprintf(p.format, p.name)
	}
	return fmt.Sprintf(p.format, p.name, p.on)
}

// notEnough is thrown for a call with fewer arguments than are required.
func notEnough(required, present int) error {
	arguments := "arguments"
	if required == 1 {
		arguments = "argument"
	}
	return webidl.TypeErrorf("%d %s required, but only %d present.", required, arguments, present)
}

func illegalInvocation() error { return webidl.TypeErrorf("Illegal invocation") }

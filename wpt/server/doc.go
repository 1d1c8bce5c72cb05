// Package server serves a suite of web-platform tests with the conventions of
// upstream's wptserve: generated wrappers, .headers and .sub. files, pipes, the
// stash, and the dynamic handlers that tests call by a ".py" name, written in Go.
//
// It listens on loopback only, for many host names: a browser is told to resolve
// them to 127.0.0.1 and to trust the server's [Authority]. Everything that is
// asked of it goes into a wire log, the evidence that two browsers are compared by.
//
// One difference from wptserve is meant for a client on a virtual clock, which
// announces itself by a request header; see wait.go.
package server

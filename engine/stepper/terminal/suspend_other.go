//go:build !unix

package terminal

// stop does nothing: there are no jobs to stop here.
func stop() {}

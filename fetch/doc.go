// Package fetch implements the Fetch Standard, from the structures that requests and responses
// are to the bytes on the wire. One Go function is one algorithm of the standard.
//
// Fetch starts a request; it is to be called on the goroutine of the Browser's event loop, like
// everything here unless it says otherwise. What goes on "in parallel" is a coroutine of that
// loop; only the Network blocks, on goroutines of its own that post their results to the loop.
//
// Deferred fetching is in package deferred; its record is declared here because a fetch group
// holds it.
//
// https://fetch.spec.whatwg.org/
package fetch

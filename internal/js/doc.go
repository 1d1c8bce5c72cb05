// Package js is the only package that touches the JavaScript engine: an Agent is one
// engine runtime (one heap, one job queue), a Realm one engine context, a Class the
// static description of a Web IDL interface.
//
// # Lifetimes
//
// The engine counts references; Go code does not. Every Value that a method hands to Go
// lives until the enclosing scope ends. A host function runs in a scope of its own; Go code
// that enters from outside, such as a task, opens one:
//
//	defer agent.Scope()()
//
// Keep makes a Ref, which lives until it is freed. A scope must not be open across
// a coroutine switch, since scopes nest strictly. The agent has an allocator of its own, and Close
// returns all of its memory at once, so a reference that is never freed costs memory until
// then and nothing more.
//
// # Threads
//
// An Agent, its realms and values belong to one goroutine at a time.
package js

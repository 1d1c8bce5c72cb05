// Package cdp serves browsers of package engine over the Chrome DevTools Protocol, so that a client such as
// chromedp drives them as it drives Chrome. docs/cdp.md tells what is served.
//
// A browser context of the protocol is one engine.Browser, with its own goroutine, clock and memory. A Server
// holds contexts, targets, connections and sessions, any number of each.
//
// # Goroutines
//
// The commands of one session run one after the other, in a lane of their own. A command that needs a page runs
// on that Browser's goroutine; a command that creates or closes pages runs in its context's lane. So a page that
// hangs holds up only its own sessions and its own context. Observers run on the Browser's goroutine and never
// block: they only append to connections. Server.mu is never held while a Browser is asked for something.
package cdp

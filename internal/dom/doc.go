// Package dom holds the DOM Standard's trees, events and abort signals.
//
// One concrete [Node] serves every kind of node. The tree algorithms (insert, remove, replace, move, adopt)
// run the standard's steps in its order and ask upwards through [Hooks] at the named moments: that is how elements
// that act (iframe, script, …) get their behaviour from packages above this one.
//
// Everything here runs on the one goroutine of a Browser's event loop.
//
// Left out: shadow trees, custom elements, live ranges, node iterators. Their steps are declared as missing where
// they would run.
package dom

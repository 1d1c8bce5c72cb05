// Package navigation is HTML's chapter "Loading web pages": navigables and their frame tree,
// session history, navigating, creating documents, unloading and destroying them.
//
// Files follow the chapter's sections. Every algorithm is one function with the standard's
// name that reports its steps through internal/spec under the standard's own numbers. All of
// a UserAgent runs on the goroutine of its event loop; nothing here may be called from
// elsewhere.
//
// Four moments call down into package deferred (see deferred_hooks.go): a container
// navigates, a document is created, a document enters the back/forward cache, a document is
// destroyed.
package navigation

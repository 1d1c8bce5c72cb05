package server

// handlers are the dynamic handlers that have a Go form, by URL path.
var handlers = map[string]handler{}

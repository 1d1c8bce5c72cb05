package bindings

import (
	"github.com/exeunt/exeunt/internal/idl"
	"github.com/exeunt/exeunt/internal/js"
)

// legacy are the members of a mixin for interfaces that are still written as js.Class.
func legacy(members ...idl.Member) []js.Member {
	c := &js.Class{}
	idl.Define(c, members...)
	return append(c.Attrs, c.Methods...)
}

func handlerMembers(types ...string) []js.Member { return legacy(handlers(types...)) }

// GlobalEventHandlers and WindowEventHandlers are mixins.
var (
	GlobalEventHandlers = legacy(globalEventHandlers)
	WindowEventHandlers = legacy(windowEventHandlers)
)

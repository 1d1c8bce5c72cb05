package bindings

import (
	"github.com/exeunt/exeunt/internal/dom"
	"github.com/exeunt/exeunt/internal/idl"
	"github.com/exeunt/exeunt/internal/js"
	"github.com/exeunt/exeunt/internal/webidl"
	"github.com/exeunt/exeunt/navigation"
)

// platform is the type of an interface each of whose objects has a T behind it.
func platform[T any](c *js.Class) idl.Type[T] {
	return idl.Platform(c.Name, func(r *js.Realm, v T) js.Value { return r.Wrap(c, v) })
}

// The interface types that stand in more than one declaration.
var (
	nodeType        = idl.Platform("Node", wrapNode)
	elementType     = nodesOf("Element", func(n *dom.Node) bool { return n.Type == dom.ElementNode })
	htmlElementType = nodesOf("HTMLElement", func(n *dom.Node) bool { return n.Type == dom.ElementNode && n.Namespace == dom.HTMLNamespace })

	formType = nodesOf("HTMLFormElement", func(n *dom.Node) bool { return n.Is("form") })

	doctypeType = nodesOf("DocumentType", func(n *dom.Node) bool { return n.Type == dom.DocumentTypeNode })

	eventObjectType = idl.Platform("Event", wrapEvent)
	eventTargetType = idl.Platform("EventTarget", wrapTarget)
	signalType      = platform[*dom.AbortSignal](AbortSignalClass)
	messagePortType = platform[*messagePort](messagePortClass)
	formDataType    = platform[*formData](FormDataClass)
	storageType     = platform[*navigation.Storage](storageClass)
)

// nodesOf is the type of a node interface.
func nodesOf(name string, only func(n *dom.Node) bool) idl.Type[*dom.Node] {
	return idl.Narrow(nodeType, name, only)
}

// flag is an optional boolean that is false when missing.
var flag = idl.Default(idl.Boolean, false)

// namespaceType is DOMString? where the empty string is null, too.
var namespaceType = idl.OrNull(idl.DOMString)

// kept is any for what Go keeps for script; missing is what nil stands for.
func kept(missing js.Value) idl.Type[any] {
	return idl.Type[any]{
		Name: "any",
		From: func(r *js.Realm, v js.Value) (any, error) { return r.KeepMember(v), nil },
		To:   func(r *js.Realm, v any) js.Value { return fromAny(r, v, missing) },
	}
}

var (
	keptOrNull      = kept(js.Null)
	keptOrUndefined = kept(js.Undefined)
)

// windowType is Window?, kept as the WindowProxy that script passed.
var windowType = idl.Type[any]{
	Name: "Window", To: keptOrNull.To,
	From: func(r *js.Realm, v js.Value) (any, error) {
		if v.IsNullish() {
			return nil, nil
		}
		if _, ok := r.Agent.Unwrap(v).(*navigation.Window); !ok {
			return nil, webidl.TypeErrorf("Failed to convert value to 'Window'.")
		}
		return r.KeepMember(v), nil
	},
}

// everywhere is [Exposed=*], as far as there are globals.
var everywhere = []string{"Window", "Worker"}

// workers is [Exposed=Worker].
var workers = []string{"Worker"}

// slot is the object that a global has one of.
func slot[T any](g navigation.GlobalScope, name string, make func() T) T {
	v, _ := g.Slot(name, func() any { return make() }).(T)
	return v
}

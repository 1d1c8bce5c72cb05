package bindings

import (
	"github.com/exeunt/exeunt/internal/js"
	"github.com/exeunt/exeunt/navigation"
)

// crossOriginProperty implements "CrossOriginGetOwnPropertyHelper" for a member of a Window or its Location. The functions belong to
// the realm that asks and act on the object whose property they are.
// https://html.spec.whatwg.org/multipage/nav-history-apis.html#crossorigingetownpropertyhelper-(-o,-p-)
func crossOriginProperty(accessor *js.Realm, w *navigation.Window, class *js.Class, name string, this func() js.Value) (js.Descriptor, bool) {
	m, ok := class.CrossOriginMember(name)
	if !ok {
		return js.Descriptor{}, false
	}
	d := js.Descriptor{Configurable: true}
	function := func(name string, length int, f js.HostFunc) js.Value {
		return crossOriginFunction(accessor, w, crossOriginKey{accessor, w, class, name}, length, this, f)
	}
	if m.Call != nil {
		d.Value = function(name, m.Length, m.Call)
		return d, true
	}
	d.Accessor = true
	if m.Get != nil {
		d.Get = function("get "+name, 0, m.Get)
	}
	if m.Set != nil {
		d.Set = function("set "+name, 1, m.Set)
	}
	return d, true
}

// crossOriginKey names a cached function.
// https://html.spec.whatwg.org/multipage/nav-history-apis.html#crossoriginpropertydescriptormap
type crossOriginKey struct {
	accessor *js.Realm
	window   *navigation.Window
	class    *js.Class
	name     string
}

// crossOriginFunction is the function that stands for a member in the accessor's realm: the same one each time.
func crossOriginFunction(accessor *js.Realm, w *navigation.Window, k crossOriginKey, length int, this func() js.Value, f js.HostFunc) js.Value {
	if ref, ok := w.CrossOriginFunctions[k].(*js.Ref); ok {
		return ref.Value()
	}
	v := accessor.NewFunction(k.name, length, func(r *js.Realm, _ js.Value, args []js.Value) (js.Value, error) {
		return f(r, this(), args)
	})
	w.CrossOriginFunctions[k] = accessor.KeepMember(v)
	return v
}

package navigation

import (
	"context"
	"slices"

	"github.com/exeunt/exeunt/internal/dom"
	"github.com/exeunt/exeunt/internal/eventloop"
	"github.com/exeunt/exeunt/internal/spec"
)

// A StorageArea is the map of a Storage object, which all objects of one storage key share.
// https://html.spec.whatwg.org/multipage/webstorage.html#concept-storage-map
type StorageArea struct {
	Keys   []string // in order of insertion
	values map[string]string
	size   int
}

// storageQuota is the size of a storage area in bytes of UTF-8.
const storageQuota = 5 << 20

// Get returns the value of a key.
func (a *StorageArea) Get(key string) (string, bool) {
	v, ok := a.values[key]
	return v, ok
}

// fits says whether there is room for a value.
func (a *StorageArea) fits(key, value string) bool {
	old, had := a.values[key]
	grown := a.size + len(value) - len(old)
	if !had {
		grown += len(key)
	}
	return grown <= storageQuota
}

func (a *StorageArea) set(key, value string) {
	old, had := a.values[key]
	a.size += len(value) - len(old)
	if !had {
		a.Keys = append(a.Keys, key)
		a.size += len(key)
	}
	a.values[key] = value
}

func (a *StorageArea) remove(key string) {
	if v, ok := a.values[key]; ok {
		a.size -= len(key) + len(v)
		delete(a.values, key)
		a.Keys = slices.DeleteFunc(a.Keys, func(k string) bool { return k == key })
	}
}

// storageKey names one storage area: sessionStorage belongs to a traversable.
type storageKey struct {
	kind        string // "local" or "session"
	key         StorageKey
	traversable *Traversable
}

// A Storage is a Storage object.
// https://html.spec.whatwg.org/multipage/webstorage.html#the-storage-interface
type Storage struct {
	Area   *StorageArea
	window *Window
	key    storageKey
}

// StorageObject returns the window's localStorage or sessionStorage, kind being "local" or "session"; nil for an opaque origin.
// https://html.spec.whatwg.org/multipage/webstorage.html#dom-localstorage
func (w *Window) StorageObject(kind string) *Storage {
	if w.document.origin.IsOpaque() {
		return nil
	}
	s, _ := w.Slot(kind+"Storage", func() any {
		key := storageKey{kind: kind, key: StorageKeyOf(w)}
		if kind == "session" {
			key.traversable = w.document.navigable.Traversable()
		}
		area := w.ua.storage[key]
		if area == nil {
			area = &StorageArea{values: map[string]string{}}
			w.ua.storage[key] = area
		}
		return &Storage{Area: area, window: w, key: key}
	}).(*Storage)
	return s
}

// Set implements setItem(); it reports false, and changes nothing, when there is no room.
// https://html.spec.whatwg.org/multipage/webstorage.html#dom-storage-setitem
func (o *Storage) Set(ctx context.Context, key, value string) bool {
	ctx, s := spec.Begin(ctx, spec.StorageSetItem, key)
	defer s.End()
	s.Step("1")
	var oldValue *string
	s.Step("2")
	s.Step("3")
	if old, had := o.Area.Get(key); had {
		s.Step("3.1")
		oldValue = &old
		s.Step("3.2")
		if old == value {
			return true
		}
		s.Step("3.3")
	}
	s.Step("4")
	if !o.Area.fits(key, value) {
		return false
	}
	s.Step("5")
	o.Area.set(key, value)
	o.window.ua.storageChanges++
	s.Step("7")
	o.broadcast(ctx, &key, oldValue, &value)
	return true
}

// Remove implements removeItem().
// https://html.spec.whatwg.org/multipage/webstorage.html#dom-storage-removeitem
func (o *Storage) Remove(ctx context.Context, key string) {
	ctx, s := spec.Begin(ctx, spec.StorageRemoveItem, key)
	defer s.End()
	s.Step("1")
	old, had := o.Area.Get(key)
	if !had {
		return
	}
	s.Step("2")
	s.Step("3")
	o.Area.remove(key)
	o.window.ua.storageChanges++
	s.Step("5")
	o.broadcast(ctx, &key, &old, nil)
}

// Clear implements clear().
// https://html.spec.whatwg.org/multipage/webstorage.html#dom-storage-clear
func (o *Storage) Clear(ctx context.Context) {
	ctx, s := spec.Begin(ctx, spec.StorageClear)
	defer s.End()
	s.Step("1")
	if len(o.Area.Keys) == 0 {
		s.AdHoc("1", "nothing has changed, so browsers tell nobody")
		return
	}
	*o.Area = StorageArea{values: map[string]string{}}
	o.window.ua.storageChanges++
	s.Step("3")
	o.broadcast(ctx, nil, nil, nil)
}

// broadcast implements "broadcast" of a change to the other windows that share the area.
// https://html.spec.whatwg.org/multipage/webstorage.html#concept-storage-broadcast
func (o *Storage) broadcast(ctx context.Context, key, oldValue, newValue *string) {
	ctx, s := spec.Begin(ctx, spec.BroadcastStorageChange, key)
	defer s.End()
	s.Step("1")
	s.Step("2")
	url := o.window.document.URL().Href()
	s.Step("3")
	for _, t := range o.window.ua.traversables {
		top := t.ActiveDocument()
		if top == nil {
			continue
		}
		for _, n := range top.inclusiveDescendantNavigables() {
			d := n.ActiveDocument()
			if d == nil || d.window == o.window || d.origin.IsOpaque() {
				continue
			}
			remote := d.window.StorageObject(o.key.kind)
			if remote.key != o.key {
				continue
			}
			s.Step("4")
			d.window.QueueTask(ctx, eventloop.DOMManipulation, func(ctx context.Context) {
				dom.Fire(ctx, d.window, "storage", func(e *dom.Event) {
					e.Interface = "StorageEvent"
					e.Detail = &dom.StorageDetail{Key: key, OldValue: oldValue, NewValue: newValue, URL: url, StorageArea: remote}
				})
			})
		}
	}
}

// cloneSessionStorage gives a window that script has opened a copy of what its opener's sessionStorage holds.
// https://storage.spec.whatwg.org/#legacy-clone-a-traversable-storage-shed
func (ua *UserAgent) cloneSessionStorage(from, to *Traversable) {
	for key, area := range ua.storage {
		if key.kind != "session" || key.traversable != from {
			continue
		}
		c := &StorageArea{values: map[string]string{}}
		for _, k := range area.Keys {
			c.set(k, area.values[k])
		}
		key.traversable = to
		ua.storage[key] = c
		ua.storageChanges++
	}
}

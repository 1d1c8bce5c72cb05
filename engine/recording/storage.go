package recording

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/exeunt/exeunt/navigation"
)

// Bounds of what is shown of a storage area.
const (
	listItems = 1000
	itemBytes = 256
)

// area is how a storage area looked the last time.
type area struct {
	length int
	items  map[string]*item // by its key
}

type item struct {
	sighting
	value string // as it is shown
}

// lookStorage looks at the areas of localStorage and sessionStorage. Every item is an object of its own, so that setting one
// costs the same however many there are.
func (w *world) lookStorage() {
	changes := w.ua.StorageChanges()
	if changes == w.storage {
		return
	}
	w.storage = changes
	gone := maps.Clone(w.areas)
	for _, f := range w.ua.AppendStorage(nil) {
		key := storageKey(&f)
		delete(gone, key)
		a := w.areas[key]
		if a == nil {
			a = &area{items: map[string]*item{}}
			w.areas[key] = a
		}
		if n := len(f.Area.Keys); n != a.length {
			a.length = n
			w.set(key, StorageArea{f.Kind, f.Origin, f.TopLevelSite, f.CrossSite, f.Navigable, n})
		}
		w.lookItems(key, a, f.Area)
	}
	for _, key := range slices.Sorted(maps.Keys(gone)) {
		delete(w.areas, key)
		w.remove(key)
		forget(w, gone[key].items)
	}
}

func (w *world) lookItems(key string, a *area, of *navigation.StorageArea) {
	for _, k := range of.Keys[:min(len(of.Keys), listItems)] {
		v, _ := of.Get(k)
		v = cutText(v)
		known := a.items[k]
		if known == nil {
			w.lastItem++
			known = &item{sighting: sighting{key: "item/" + strconv.Itoa(w.lastItem)}}
			a.items[k] = known
		} else if known.value == v {
			known.seen = w.round
			continue
		}
		known.value, known.seen = v, w.round
		w.set(known.key, Item{key, cutText(k), v})
	}
	forget(w, a.items)
}

func storageKey(f *navigation.StorageFacts) string {
	parts := []string{f.Kind, f.Navigable, f.Origin, f.TopLevelSite}
	if f.CrossSite {
		parts = append(parts, "cross-site")
	}
	return "storage/" + strings.Join(slices.DeleteFunc(parts, func(p string) bool { return p == "" }), " ")
}

func cutText(s string) string {
	if len(s) > itemBytes {
		return strings.ToValidUTF8(s[:itemBytes], "") + "…"
	}
	return s
}

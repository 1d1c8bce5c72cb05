package stepper

import (
	"fmt"
	"strings"

	"github.com/exeunt/exeunt/engine/recording"
)

// WorkerLines shows the dedicated and shared workers.
func (s *Stepper) WorkerLines() []string {
	state := s.State()
	var list []string
	for _, key := range state.Keys("worker/") {
		var w recording.Worker
		state.Get(key, &w)
		text := key + " dedicated"
		if w.Shared {
			text = key + " shared"
		}
		if w.Module {
			text += " module"
		}
		if w.URL == "" {
			text += ", not running yet"
		} else {
			text += " " + w.URL
		}
		if w.Name != "" {
			text += fmt.Sprintf(" %q", w.Name)
		}
		text += "  of " + strings.Join(w.Owners, ", ")
		if w.Closing {
			text += ", closing"
		}
		if w.Paused {
			text += ", paused"
		}
		list = append(list, text)
	}
	return orNone(list)
}

// StorageLines shows what localStorage and sessionStorage hold, and the cookies.
func (s *Stepper) StorageLines() []string {
	state := s.State()
	items := map[string][]string{}
	for _, key := range state.Keys("item/") {
		var i recording.Item
		state.Get(key, &i)
		items[i.Area] = append(items[i.Area], fmt.Sprintf("  %s = %s", i.Key, i.Value))
	}
	var list []string
	for _, key := range state.Keys("storage/") {
		var a recording.StorageArea
		state.Get(key, &a)
		list = append(list, fmt.Sprintf("%s: %d items", strings.TrimPrefix(key, "storage/"), a.Length))
		list = append(list, items[key]...)
		if n := a.Length - len(items[key]); n > 0 {
			list = append(list, fmt.Sprintf("  … and %d more", n))
		}
	}
	var cookies recording.Cookies
	state.Get("cookies", &cookies)
	for _, c := range cookies {
		list = append(list, "cookie "+c)
	}
	return orNone(list)
}

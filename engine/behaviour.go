package engine

import (
	"fmt"
	"slices"
	"strings"
)

// A Behaviour is a named switch for what standard, tests and browsers do differently.
type Behaviour struct {
	Name    string
	Values  []string // the first is the default
	Summary string   // one line: what differs, and where the standard says so
}

// Behaviours lists the named behaviours. The default is the standard's, except where it says
// otherwise.
var Behaviours = []Behaviour{
	{"iframe-removal-events", []string{"on", "off"}, "a removed frame gets pagehide, visibilitychange and unload, as in all browsers; HTML (#destroy-a-child-navigable) fires none"},
	{"empty-body", []string{"standard", "wpt"}, "fetchLater() with an explicit empty body: accepted by Fetch (#dom-window-fetchlater); upstream's quota tests want a TypeError"},
	{"sandboxed-reserve", []string{"opaque", "standard"}, "quota for a sandboxed frame is reserved for the opaque origin that it will have, as upstream's tests need; Fetch (#reserve-deferred-fetch-quota) asks the policy for the URL's origin"},
	{"client-referrer-length", []string{"12", "0"}, "bytes that the default referrer counts in a total request length, which Fetch (#total-request-length) leaves open; Chrome counts \"about:client\""},
	{"deferred-keepalive-limit", []string{"exempt", "standard"}, "deferred fetches do not count towards the keepalive limit of 64 KiB; read literally, Fetch (#http-network-or-cache-fetch) would drop part of a legal flush"},
	{"worker-parse-error", []string{"standard", "chrome"}, "a worker's script that does not parse: HTML (#run-a-worker) fires a plain error event at the Worker, Chrome an ErrorEvent as for what the script throws"},
}

// behaviour returns the value of a named behaviour, "" for an unknown one.
func (b *Browser) behaviour(name string) string {
	if v, ok := b.behaviours[name]; ok {
		return v
	}
	for _, k := range Behaviours {
		if k.Name == name {
			return k.Values[0]
		}
	}
	return ""
}

// SetBehaviour changes a named behaviour. It may be called only inside Do.
func (b *Browser) SetBehaviour(name, value string) error { return b.setBehaviour(name, value) }

func (b *Browser) setBehaviour(name, value string) error {
	var names []string
	for _, k := range Behaviours {
		if k.Name == name {
			if !slices.Contains(k.Values, value) {
				return fmt.Errorf("behaviour %s has no value %q; it has %s", name, value, strings.Join(k.Values, ", "))
			}
			b.behaviours[name] = value
			return nil
		}
		names = append(names, k.Name)
	}
	return fmt.Errorf("unknown behaviour %q; there are %s", name, strings.Join(names, ", "))
}

// CheckBehaviours reports the first name or value that does not exist.
func CheckBehaviours(values map[string]string) error {
	names := make([]string, 0, len(values))
	for name := range values {
		names = append(names, name)
	}
	slices.Sort(names)
	b := &Browser{behaviours: map[string]string{}}
	for _, name := range names {
		if err := b.setBehaviour(name, values[name]); err != nil {
			return err
		}
	}
	return nil
}

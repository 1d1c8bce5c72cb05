package server

import (
	"fmt"
	"regexp"
	"strings"
	"sync"
)

// A stash holds what handlers leave for later requests: written once, read once,
// under a path and a UUID. It is shared by all ports. A handler that reads,
// changes and writes back does so in update.
// https://web-platform-tests.org/tools/wptserve/docs/stash.html
type stash struct {
	mu     sync.Mutex
	values map[stashKey]any
}

type stashKey struct{ path, id string }

// uuidText matches what counts as a UUID: 32 digits, however dashed or wrapped.
var uuidText = regexp.MustCompile(`^[0-9a-f]{32}$`)

func newStash() *stash { return &stash{values: map[stashKey]any{}} }

func key(path, id string) stashKey {
	bare := strings.NewReplacer("urn:", "", "uuid:", "").Replace(strings.ToLower(id))
	bare = strings.ReplaceAll(strings.Trim(bare, "{}"), "-", "")
	if !uuidText.MatchString(bare) {
		panic(fmt.Errorf("stash key %q is no UUID", id))
	}
	return stashKey{path, bare}
}

// put stores a value. It panics, which answers the request with an error, if the
// value is nil, the key no UUID, or the place taken.
func (s *stash) put(path, id string, value any) {
	k := key(path, id)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.store(k, value)
}

func (s *stash) store(k stashKey, value any) {
	if value == nil {
		panic(fmt.Errorf("nothing to stash under %s %s", k.path, k.id))
	}
	if _, taken := s.values[k]; taken {
		panic(fmt.Errorf("stash place %s %s is taken", k.path, k.id))
	}
	s.values[k] = value
}

// take removes and returns a value; nil if there is none.
func (s *stash) take(path, id string) any {
	k := key(path, id)
	s.mu.Lock()
	defer s.mu.Unlock()
	value := s.values[k]
	delete(s.values, k)
	return value
}

// update replaces a value by what change makes of it, while no other request sees
// the stash; nil stands for none.
func (s *stash) update(path, id string, change func(old any) any) {
	k := key(path, id)
	s.mu.Lock()
	defer s.mu.Unlock()
	if value := change(s.values[k]); value != nil {
		s.values[k] = value
	} else {
		delete(s.values, k)
	}
}

// clear forgets everything.
func (s *stash) clear() {
	s.mu.Lock()
	defer s.mu.Unlock()
	clear(s.values)
}

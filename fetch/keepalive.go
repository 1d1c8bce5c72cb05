package fetch

import (
	"context"
	"fmt"
	"sync"

	"github.com/exeunt/exeunt/internal/eventloop"
)

// keepaliveCount counts what Drain waits for.
type keepaliveCount struct {
	mu   sync.Mutex
	n    int
	idle chan struct{} // closed when n becomes 0; nil if nobody waits
}

func (k *keepaliveCount) add() {
	k.mu.Lock()
	k.n++
	k.mu.Unlock()
}

func (k *keepaliveCount) end() {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.n--; k.n == 0 && k.idle != nil {
		close(k.idle)
		k.idle = nil
	}
}

// Drain waits until all keepalive requests have been answered, or ctx ends. It is called on any
// goroutine but the loop's, while the loop runs on.
func (ua *UserAgent) Drain(ctx context.Context) error {
	k := &ua.keepalives
	k.mu.Lock()
	if k.n == 0 {
		k.mu.Unlock()
		return nil
	}
	if k.idle == nil {
		k.idle = make(chan struct{})
	}
	idle := k.idle
	k.mu.Unlock()
	select {
	case <-idle:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("drain keepalive requests: %w", ctx.Err())
	case <-ua.Loop.Done():
		return eventloop.ErrClosed
	}
}

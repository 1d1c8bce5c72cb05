package cdp

import "sync"

// A lane runs functions one after the other, in order, on a goroutine that exists only while there are any.
type lane struct {
	mu      sync.Mutex
	queue   []func()
	running bool
}

// maxQueued bounds the commands that wait in one lane.
const maxQueued = 10000

// do queues f. It reports false when too many wait already.
func (l *lane) do(f func()) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.queue) >= maxQueued {
		return false
	}
	l.queue = append(l.queue, f)
	if !l.running {
		l.running = true
		go l.run()
	}
	return true
}

func (l *lane) run() {
	for {
		l.mu.Lock()
		if len(l.queue) == 0 {
			l.running = false
			l.mu.Unlock()
			return
		}
		f := l.queue[0]
		l.queue = l.queue[1:]
		l.mu.Unlock()
		f()
	}
}

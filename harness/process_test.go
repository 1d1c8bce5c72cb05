package harness

import (
	"io"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
)

// A browser's connection may be gone before its process is: its last words count all the same.
func TestLastWordsOfAProcessThatIsAboutToEnd(t *testing.T) {
	p := &process{exited: make(chan struct{}), read: make(chan struct{})}
	r, w := io.Pipe()
	go func() {
		defer close(p.read)
		p.listen(r, make(chan string, 1))
	}()
	go func() {
		time.Sleep(20 * time.Millisecond)
		io.WriteString(w, "farewell\n")
		w.Close()
	}()
	assert.Equal(t, ": farewell", p.lastWords())
}

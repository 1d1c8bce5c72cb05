package wire

import (
	"context"
	"sync"
	"time"

	"github.com/coder/websocket"
)

// Limits of a connection.
const (
	maxMessage = 64 << 20  // bytes of one message from a client
	maxUnsent  = 256 << 20 // bytes that wait for a client that does not read
)

// A Conn is one client's connection. Its methods may be called on any goroutine, and none of them blocks:
// what is sent goes to the client in the order of the calls.
type Conn struct {
	socket *websocket.Conn
	cancel context.CancelFunc
	more   chan struct{} // holds one element when unsent has grown

	mu      sync.Mutex
	unsent  [][]byte
	size    int
	closing bool // nothing more is accepted; what is unsent still goes out
	gone    bool
}

// A Handler receives the commands of one connection, on the connection's own goroutine.
type Handler interface {
	// Handle takes one command. It must not block for long: the commands behind it wait.
	Handle(r Request)
	// Disconnected is called once, after the last Handle.
	Disconnected()
}

func newConn(socket *websocket.Conn, cancel context.CancelFunc) *Conn {
	socket.SetReadLimit(maxMessage)
	return &Conn{socket: socket, cancel: cancel, more: make(chan struct{}, 1)}
}

// Answer sends the result of a command; a nil result stands for the empty one.
func (c *Conn) Answer(r Request, result any) {
	if result == nil {
		result = Empty{}
	}
	c.send(answer{ID: &r.ID, Result: result, Session: r.Session}, &r)
}

// Fail sends the error of a command.
func (c *Conn) Fail(r Request, e *Error) {
	c.send(answer{ID: &r.ID, Error: e, Session: r.Session}, nil)
}

// Event sends an event; nil params stand for the empty ones.
func (c *Conn) Event(session, method string, params any) {
	if params == nil {
		params = Empty{}
	}
	c.send(event{Method: method, Params: params, Session: session}, nil)
}

// Close ends the connection after what has been sent so far.
func (c *Conn) Close() {
	c.mu.Lock()
	c.closing = true
	c.mu.Unlock()
	c.wake()
}

func (c *Conn) send(v any, of *Request) {
	data, err := encode(v)
	if err != nil { // a value that JSON cannot express: the command fails, the connection goes on
		if of != nil {
			c.Fail(*of, &Error{Code: CodeInternal, Message: "Internal error", Data: err.Error()})
		}
		return
	}
	c.mu.Lock()
	if c.closing || c.gone {
		c.mu.Unlock()
		return
	}
	c.unsent = append(c.unsent, data)
	c.size += len(data)
	full := c.size > maxUnsent
	if full {
		c.gone, c.unsent = true, nil
	}
	c.mu.Unlock()
	if full {
		c.cancel()
		return
	}
	c.wake()
}

func (c *Conn) wake() {
	select {
	case c.more <- struct{}{}:
	default:
	}
}

// serve reads commands and gives them to h until the connection ends.
func (c *Conn) serve(ctx context.Context, h Handler) {
	written := make(chan struct{})
	go func() {
		defer close(written)
		c.write(ctx)
	}()
	for {
		_, data, err := c.socket.Read(ctx)
		if err != nil {
			break
		}
		r, e := ParseRequest(data)
		if e != nil {
			a := answer{Error: e, Session: r.Session}
			if r.ID != 0 {
				a.ID = &r.ID
			}
			c.send(a, nil)
			continue
		}
		h.Handle(r)
	}
	c.cancel()
	<-written
	h.Disconnected()
	_ = c.socket.CloseNow() // the client may be gone already
}

func (c *Conn) write(ctx context.Context) {
	defer c.cancel()
	for {
		c.mu.Lock()
		batch, closing := c.unsent, c.closing
		c.unsent = nil
		c.mu.Unlock()
		for _, data := range batch {
			if err := c.socket.Write(ctx, websocket.MessageText, data); err != nil {
				c.mu.Lock()
				c.gone, c.unsent = true, nil
				c.mu.Unlock()
				return
			}
			c.mu.Lock()
			c.size -= len(data)
			c.mu.Unlock()
		}
		if len(batch) > 0 {
			continue
		}
		if closing {
			_ = c.socket.Close(websocket.StatusNormalClosure, "")
			return
		}
		select {
		case <-ctx.Done():
			return
		case <-c.more:
		}
	}
}

// handshakeTimeout bounds how long a client may take over the head of an HTTP request.
const handshakeTimeout = 10 * time.Second

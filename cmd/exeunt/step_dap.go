package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"strconv"
	"sync"
	"syscall"

	"github.com/spf13/cobra"

	"github.com/exeunt/exeunt/engine/stepper"
)

// dap serves a debugger's client on standard input and output, or with --port any number of clients, each on a session of its own.
func (f *stepFlags) dap(cmd *cobra.Command, session *stepper.Session) error {
	dir := userCache("sources")
	if dir == "" {
		made, err := os.MkdirTemp("", "exeunt-sources-")
		if err != nil {
			return cannotRun("%v", err)
		}
		defer os.RemoveAll(made)
		dir = made
	}
	ctx := cmd.Context()
	if f.port == noPort {
		return untilInterrupted(ctx, func() error {
			if err := session.DAP(ctx, cmd.InOrStdin(), cmd.OutOrStdout(), dir); err != nil {
				return cannotRun("%v", err)
			}
			return nil
		})
	}
	l, err := net.Listen("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(f.port)))
	if err != nil {
		return cannotRun("%v", err)
	}
	defer context.AfterFunc(ctx, func() { l.Close() })()
	fmt.Fprintf(cmd.OutOrStdout(), "the debug adapter listens on %s\n", l.Addr())
	var clients sync.WaitGroup
	defer clients.Wait()
	for {
		c, err := l.Accept()
		if err != nil {
			if ctx.Err() != nil || errors.Is(err, net.ErrClosed) {
				return nil
			}
			return cannotRun("%v", err)
		}
		clients.Go(func() {
			defer context.AfterFunc(ctx, func() { c.Close() })()
			defer c.Close()
			// A client that breaks off costs its own session only. Each begins anew.
			err := newSession(stepper.New(session.Recording()), session.Run, session.Live).DAP(ctx, c, c, dir)
			gone := errors.Is(err, io.EOF) || errors.Is(err, syscall.EPIPE) || errors.Is(err, syscall.ECONNRESET)
			if err != nil && !gone && ctx.Err() == nil {
				fmt.Fprintf(cmd.ErrOrStderr(), "exeunt: %v\n", err)
			}
		})
	}
}

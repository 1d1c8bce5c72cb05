package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"github.com/exeunt/exeunt/engine/stepper"
	"github.com/exeunt/exeunt/engine/stepper/web"
	"github.com/exeunt/exeunt/harness/report"
)

// web serves a page on a loopback address until Ctrl-C, or writes it to a file.
func (f *stepFlags) web(cmd *cobra.Command, session *stepper.Session) error {
	if f.output != "" {
		if err := report.WriteFile(f.output, cmd.OutOrStdout(), func(w io.Writer) error { return web.Write(w, session) }); err != nil {
			return cannotRun("%v", err)
		}
		return nil
	}
	handler, err := web.Handler(session)
	if err != nil {
		return cannotRun("%v", err)
	}
	l, err := net.Listen("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(max(f.port, 0))))
	if err != nil {
		return cannotRun("%v", err)
	}
	ctx := cmd.Context()
	server := &http.Server{Handler: handler, ReadHeaderTimeout: 10 * time.Second, BaseContext: func(net.Listener) context.Context { return ctx }}
	defer context.AfterFunc(ctx, func() { server.Close() })()
	fmt.Fprintf(cmd.OutOrStdout(), "http://%s/\n", l.Addr())
	if err := server.Serve(l); !errors.Is(err, http.ErrServerClosed) {
		return cannotRun("%v", err)
	}
	return nil
}

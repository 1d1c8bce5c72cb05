package engine

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// answering is an observer that answers dialogs, at once or later.
type answering struct {
	NopObserver
	seen   []string
	answer func(d *Dialog) bool
}

func (a *answering) DialogOpening(d *Dialog) bool {
	a.seen = append(a.seen, d.Kind+" "+d.Message+" "+d.DefaultPrompt)
	return a.answer(d)
}

func TestDialogs(t *testing.T) {
	const ask = `[String(alert("a\r\nb")), confirm("c"), prompt("d", "e")].join()`
	for _, c := range []struct {
		name   string
		answer func(b **Browser) func(d *Dialog) bool
		want   string
	}{
		{"nobody", func(**Browser) func(*Dialog) bool { return func(*Dialog) bool { return false } }, "undefined,false,"},
		{"accepted at once", func(**Browser) func(*Dialog) bool {
			return func(d *Dialog) bool { d.Handle(true, "f"); return true }
		}, "undefined,true,f"},
		{"dismissed later", func(b **Browser) func(*Dialog) bool {
			return func(d *Dialog) bool {
				go func() { _ = (*b).Do(func(context.Context) { d.Handle(false, "f") }) }()
				return true
			}
		}, "undefined,false,"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var b *Browser
			o := &answering{answer: c.answer(&b)}
			b, err := New(Options{Observer: o, Virtual: true})
			require.NoError(t, err)
			defer b.Close()
			var got string
			var before, after time.Duration
			require.NoError(t, b.Do(func(ctx context.Context) {
				p, err := b.NewPage(ctx, "")
				require.NoError(t, err)
				before = b.Loop().Elapsed()
				x := p.Main().Context()
				leave := x.Enter(ctx)
				defer leave()
				v, err := x.Realm.Eval(ask, "", 1)
				require.NoError(t, err)
				got, err = x.Realm.ToString(v)
				require.NoError(t, err)
				after = b.Loop().Elapsed()
			}))
			assert.Equal(t, c.want, got)
			assert.Equal(t, []string{"alert a\nb ", "confirm c ", "prompt d e"}, o.seen)
			assert.Equal(t, before, after, "the clock stands still")
		})
	}
}

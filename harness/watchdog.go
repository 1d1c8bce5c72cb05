package harness

import (
	"context"
	"fmt"
	"time"

	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/chromedp"

	"github.com/exeunt/exeunt/harness/compare"
)

// DefaultWatchdog is how long a browser may leave a question unanswered before it is
// taken for hung. A browser answers this one whatever its pages do.
const DefaultWatchdog = 20 * time.Second

// watch asks the browser for its version over and over, and closes in.hung when an
// answer does not come within limit. It ends with the connection, or with bctx.
func (in *instance) watch(bctx context.Context, limit time.Duration) {
	tick := time.NewTicker(limit / 4)
	defer tick.Stop()
	for {
		answered := make(chan struct{})
		asked, cancel := context.WithTimeout(bctx, limit)
		go func() {
			defer close(answered)
			chromedp.CallBrowser(asked, browser.GetVersion, cdp.Empty{})
		}()
		timer := time.NewTimer(limit)
		select {
		case <-answered:
			// An error is an answer, unless it says that none came.
			if asked.Err() == context.DeadlineExceeded {
				close(in.hung)
				timer.Stop()
				cancel()
				return
			}
		case <-timer.C:
			close(in.hung)
			cancel()
			return
		case <-in.lost:
		}
		timer.Stop()
		cancel()
		select {
		case <-tick.C:
		case <-in.lost:
			return
		case <-bctx.Done():
			return
		}
	}
}

// usable reports whether the instance is connected and answers.
func (in *instance) usable() bool {
	select {
	case <-in.lost:
		return false
	case <-in.hung:
		return false
	default:
		return true
	}
}

// watchdog is the limit of this run.
func (r *run) watchdog() time.Duration {
	if r.Watchdog > 0 {
		return r.stretch(r.Watchdog)
	}
	return r.stretch(DefaultWatchdog)
}

// hang is the ending of a test whose browser answers nothing any more.
func (v *visit) hang() ending {
	return ending{status: compare.Timeout, broken: true, lost: true,
		message: fmt.Sprintf("the browser answered nothing for %s and was ended", v.slot.run.watchdog())}
}

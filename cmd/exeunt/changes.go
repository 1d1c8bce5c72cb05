package main

import (
	"bytes"
	"context"
	"errors"
	"os/exec"
	"strings"
)

// changedFiles lists the files of a git checkout that differ from a commit, with
// those that git does not know yet; relative to dir.
func changedFiles(ctx context.Context, dir, revision string) ([]string, error) {
	switch {
	case dir == "":
		return nil, misuse("--changed-since needs a suite in a git checkout: give --wpt DIR or --suite DIR")
	case strings.HasPrefix(revision, "-"):
		return nil, misuse("--changed-since %q is no commit", revision)
	}
	// Without renames, a file that was moved is listed under both names.
	diff, err := git(ctx, dir, "diff", "--name-only", "--no-renames", "--no-ext-diff", "--relative", "-z", revision, "--")
	if err != nil {
		return nil, err
	}
	untracked, err := git(ctx, dir, "ls-files", "--others", "--exclude-standard", "-z")
	if err != nil {
		return nil, err
	}
	return append(diff, untracked...), nil
}

// git runs git and gives the names that it lists.
func git(ctx context.Context, dir string, args ...string) ([]string, error) {
	cmd := exec.CommandContext(ctx, "git", append([]string{"-C", dir}, args...)...)
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	err := cmd.Run()
	switch {
	case ctx.Err() != nil:
		return nil, &exitError{status: exitInterrupt}
	case errors.Is(err, exec.ErrNotFound):
		return nil, cannotRun("--changed-since needs git, which is not installed")
	case err != nil:
		line, _, _ := strings.Cut(strings.TrimSpace(stderr.String()), "\n")
		if strings.Contains(strings.ToLower(line), "not a git repository") {
			return nil, misuse("--changed-since: %s is no git checkout", dir)
		}
		return nil, misuse("--changed-since: git %s: %s (%v)", args[0], strings.TrimPrefix(line, "fatal: "), err)
	}
	var names []string
	for name := range strings.SplitSeq(stdout.String(), "\x00") {
		if name != "" {
			names = append(names, name)
		}
	}
	return names, nil
}

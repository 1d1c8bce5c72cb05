test(() => assert_false(fetchLater("/").activated), "a page with deferred-fetch-minimal=() has 640 KiB");

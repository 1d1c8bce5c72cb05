test(() => assert_equals((0, eval)("this"), self), "what indirect eval has for this is the WindowProxy");

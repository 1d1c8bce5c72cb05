self.throwLater = () => { throw new Error('secret'); };
throw new Error('secret');

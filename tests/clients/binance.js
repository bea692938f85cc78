'use strict';
const { USDMClient, WebsocketClient, WebsocketAPIClient } = require('binance');
const { rest, ws, apiKey, secret, Book, waitFor, run } = require('./shared');

const quiet = { trace() {}, info() {}, error() {} };

run(async () => {
  const keys = { api_key: apiKey, api_secret: secret };
  const book = new Book();
  const events = [];
  const client = new WebsocketClient({ ...keys, wsUrl: ws, restOptions: { baseUrl: rest } }, quiet);
  client.on('message', m => {
    if (m.e === 'depthUpdate') book.diff(m); else if (m.e === 'ORDER_TRADE_UPDATE') events.push(m.o);
  });
  client.on('exception', e => console.error(e));
  client.subscribe(['btcusdt@depth@100ms'], 'usdmPublic');
  await client.subscribeUsdFuturesUserDataStream();
  await waitFor('first diff', () => book.buffer.length > 0);
  const http = new USDMClient({ ...keys, baseUrl: rest });
  book.snapshot(await http.getOrderBook({ symbol: 'BTCUSDT', limit: 1000 }));
  await waitFor('fifty diffs', () => book.applied > 50);

  const api = new WebsocketAPIClient({ ...keys, wsUrl: ws, restOptions: { baseUrl: rest }, muteLatencyWarning: true, attachEventListeners: false }, quiet);
  const price = Number(book.top(1).bids[0][0]) - 500;
  const order = { symbol: 'BTCUSDT', side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', timestamp: Date.now() };
  const placed = (await api.submitNewFuturesOrder('usdm', { ...order, quantity: 0.01, price, newClientOrderId: 'one' })).result;
  const amended = (await api.modifyFuturesOrder('usdm', { symbol: 'BTCUSDT', side: 'BUY', orderId: placed.orderId, quantity: 0.02, price: price - 1, timestamp: Date.now() })).result;
  const canceled = (await api.cancelFuturesOrder('usdm', { symbol: 'BTCUSDT', orderId: placed.orderId, timestamp: Date.now() })).result;
  await api.submitNewFuturesOrder('usdm', { symbol: 'BTCUSDT', side: 'BUY', type: 'MARKET', quantity: 0.01, newClientOrderId: 'two', timestamp: Date.now() });
  await waitFor('fill', () => events.some(o => o.c === 'two' && o.X === 'FILLED'));
  return {
    book: book.top(20), applied: book.applied, placed: placed.status, amended: amended.origQty, canceled: canceled.status,
    executions: events.filter(o => o.c === 'one').map(o => o.x), filled: events.filter(o => o.c === 'two').pop().z,
  };
});

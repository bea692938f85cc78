'use strict';
const { DerivativesTradingUsdsFutures } = require('@binance/derivatives-trading-usds-futures');
const { rest, ws, apiKey, secret, Book, waitFor, run } = require('./shared');

run(async () => {
  const keys = { apiKey, apiSecret: secret };
  const client = new DerivativesTradingUsdsFutures({
    configurationRestAPI: { ...keys, basePath: rest, timeout: 5000 },
    configurationWebsocketStreams: { wsURL: ws },
    configurationWebsocketAPI: { ...keys, wsURL: `${ws}/ws-fapi/v1` },
  });
  const book = new Book();
  const events = [];
  const streams = await client.websocketStreams.connect();
  const { listenKey } = await (await client.restAPI.startUserDataStream()).data();
  streams.userData(listenKey).on('message', m => { if (m.e === 'ORDER_TRADE_UPDATE') events.push(m.o); });
  streams.diffBookDepthStreams({ symbol: 'btcusdt', updateSpeed: '100ms' }).on('message', m => book.diff(m));
  await waitFor('first diff', () => book.buffer.length > 0);
  book.snapshot(await (await client.restAPI.orderBook({ symbol: 'BTCUSDT', limit: 1000 })).data());
  await waitFor('fifty diffs', () => book.applied > 50);

  const api = await client.websocketAPI.connect();
  const price = Number(book.top(1).bids[0][0]) - 500;
  const placed = (await api.newOrder({ symbol: 'BTCUSDT', side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', quantity: 0.01, price, newClientOrderId: 'one' })).data;
  const amended = (await api.modifyOrder({ symbol: 'BTCUSDT', side: 'BUY', orderId: placed.orderId, quantity: 0.02, price: price - 1 })).data;
  const canceled = (await api.cancelOrder({ symbol: 'BTCUSDT', orderId: placed.orderId })).data;
  await api.newOrder({ symbol: 'BTCUSDT', side: 'BUY', type: 'MARKET', quantity: 0.01, newClientOrderId: 'two' });
  await waitFor('fill', () => events.some(o => o.c === 'two' && o.X === 'FILLED'));
  return {
    book: book.top(20), applied: book.applied, placed: placed.status, amended: amended.origQty, canceled: canceled.status,
    executions: events.filter(o => o.c === 'one').map(o => o.x), filled: events.filter(o => o.c === 'two').pop().z,
  };
});

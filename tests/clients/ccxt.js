'use strict';
const ccxt = require('ccxt');
const { rest, ws, apiKey, secret, waitFor, run } = require('./shared');

run(async () => {
  const exchange = new ccxt.pro.binanceusdm({
    apiKey, secret, options: { fetchCurrencies: false, defaultType: 'future', fetchMarkets: { types: ['linear'] }, fetchMarketsTypes: ['linear'] },
  });
  for (const name of Object.keys(exchange.urls.api)) {
    if (name.startsWith('fapi')) exchange.urls.api[name] = exchange.urls.api[name].replace(/^https?:\/\/[^/]+/, rest);
  }
  exchange.urls.api.ws.future = `${ws}/ws`;
  exchange.urls.api.ws['ws-api'].future = `${ws}/ws-fapi/v1`;
  await exchange.loadHttpProxyAgent();
  await exchange.loadMarkets();
  const symbol = 'BTC/USDT:USDT';
  let book;
  let applied = 0;
  let watching = true;
  const tops = [];
  const follow = (async () => {
    while (watching) {
      const now = await exchange.watchOrderBook(symbol);
      applied++;
      book = { id: now.nonce, bids: now.bids.slice(0, 20).map(l => [...l]), asks: now.asks.slice(0, 20).map(l => [...l]) };
      tops.push(book);
    }
  })();
  const orders = [];
  const watchOrders = (async () => { while (watching) orders.push(...(await exchange.watchOrders(symbol)).map(o => ({ ...o }))); })();
  follow.catch(e => { if (watching) throw e; });
  watchOrders.catch(e => { if (watching) throw e; });
  await waitFor('fifty books', () => applied > 50);
  const price = book.bids[0][0] - 500;
  const placed = await exchange.createOrderWs(symbol, 'limit', 'buy', 0.01, price, { clientOrderId: 'one' });
  const amended = await exchange.editOrderWs(placed.id, symbol, 'limit', 'buy', 0.02, price - 1);
  const canceled = await exchange.cancelOrderWs(placed.id, symbol);
  await exchange.createOrderWs(symbol, 'market', 'buy', 0.01, undefined, { clientOrderId: 'two' });
  await waitFor('fill', () => orders.some(o => o.clientOrderId === 'two' && o.status === 'closed'));
  watching = false;
  return {
    book, books: tops.slice(-20), applied, placed: placed.status === 'open' ? 'NEW' : placed.status, amended: amended.amount.toFixed(3),
    canceled: canceled.status === 'canceled' ? 'CANCELED' : canceled.status,
    executions: orders.filter(o => o.clientOrderId === 'one').map(o => o.info.x), filled: String(orders.filter(o => o.clientOrderId === 'two').pop().filled),
  };
});

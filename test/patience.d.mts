export const patienceMillis: number;
export const awaitedMillis: number;

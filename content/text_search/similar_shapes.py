"""Characters that are easily taken for one another by their shape: who types 针炙 means 针灸."""

from collections import defaultdict
from itertools import permutations

GROUPS = (
    "灸炙 己已巳 未末 土士 日曰 折拆析 栗粟 晴睛 侯候 治冶 戊戌戍 茶荼 今令 人入 干千于 天夭 历厉 竞竟 抢枪 "
    "沧沦 幕慕墓暮募 漆膝 泡炮 塑朔 护沪 理埋 亨享烹 悍焊 汽气 烘哄 培陪 焙倍 母毋 乌鸟 拔拨 辨辩瓣辫 壮状 "
    "孤弧狐 卷券 师帅 刺剌 住往 免兔 第弟 间问 旬句 皿血 洒酒 推椎堆 淮准 测侧 坏环 杯坯 科料 技枝 援授 园圆 "
    "圃铺 织帜职 识炽 钩钓 铸涛 坡玻 璃漓 琉硫 瓶瓷 陶淘 钢纲 机饥 械戒 轮沦论 设没 编偏 程呈 摸模 摄慑 急息 "
    "求救 锈绣 剪煎 纸低 点店 橱厨 刀力 浆桨奖 醋错 午牛 内肉 检捡 验险 穴六 掩推 襄囊 药约 计针 珍诊 戏戎 "
    "音昔 乐东 体休 健建 防访 察擦 全金 浙游 进讲 座坐 赛寨"
)


def group_lookalikes() -> dict[str, list[str]]:
    """Return for each character those that look like it."""
    lookalikes = defaultdict(list)
    for group in GROUPS.split():
        for char, other in permutations(group, 2):
            lookalikes[char].append(other)
    return dict(lookalikes)


LOOKALIKES = group_lookalikes()


def list_lookalikes(word: str) -> list[str]:
    """Return the word with one of its characters exchanged for one of a similar shape, in every way."""
    return [word[:at] + other + word[at + 1 :] for at, char in enumerate(word) for other in LOOKALIKES.get(char, ())]
